import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { ShopInfo } from '../../../generated/operations/shop-info.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { useInfoMessages } from '../../messages/info.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { PageHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { ZoneMap } from '../../parts/town/zone-map.tsx';
import { zoneOutlines } from '../../parts/town/zone-outlines.ts';
import styles from './info.module.css';

/** Only the drawing of the outlines is sent to the browser. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  languageOf(params);
  const { shop } = await context.get(graphOfVisit).ask(ShopInfo, {});
  const zones = shop?.deliveryZones;
  return {
    zones: zones?.map(({ geoJson: _, ...zone }) => zone),
    outlines: zones && zoneOutlines(zones.map(({ geoJson }) => geoJson)),
  };
}

export default function Delivery() {
  const { zones, outlines } = useLoaderData<typeof loader>();
  const { fees: t } = useInfoMessages();
  return (
    <div className={styles.info}>
      <PageHead title={t.title} description={t.description} />
      <Breadcrumbs path={[]} current={t.title} />
      <h1>{t.title}</h1>
      {!zones && <AwayPart />}
      {zones?.length === 0 && <p className="empty">{t.none}</p>}
      {outlines && outlines.length > 0 && (
        <figure>
          <ZoneMap title={t.map} zones={outlines} />
          <figcaption className="maker">{t.mapNote}</figcaption>
        </figure>
      )}
      {zones && zones.length > 0 && <Fees />}
      <p>{t.check}</p>
    </div>
  );
}

function Fees() {
  const { zones } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const { fees: t } = useInfoMessages();
  return (
    <section>
      <table className={styles.fees}>
        <thead>
          <tr>
            <th scope="col">{t.number}</th>
            <th scope="col">{t.zone}</th>
            <th scope="col" className={styles.yen}>
              {t.fee}
            </th>
            <th scope="col">{t.sameDay}</th>
            <th scope="col" className={`${styles.yen} ${styles.wide}`}>
              {t.minOrder}
            </th>
          </tr>
        </thead>
        <tbody>
          {zones?.map((zone, index) => (
            <tr key={zone.code}>
              <td>{index + 1}</td>
              <th scope="row">
                {nameIn(language, zone)}
                <small className={styles.narrow}>
                  {t.minOrder} {zone.minOrderYen > 0 ? yen(zone.minOrderYen) : t.noMinimum}
                </small>
              </th>
              <td className={styles.yen}>{yen(zone.feeYen)}</td>
              <td>{zone.sameDay ? t.yes : t.no}</td>
              <td className={`${styles.yen} ${styles.wide}`}>
                {zone.minOrderYen > 0 ? yen(zone.minOrderYen) : t.noMinimum}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="maker">{t.taxNote}</p>
    </section>
  );
}
