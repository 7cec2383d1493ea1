import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { ShopInfo } from '../../../generated/operations/shop-info.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { useInfoMessages } from '../../messages/info.ts';
import { inLanguage, languageOf, useLanguage } from '../../messages/language.ts';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { PageHead } from '../../parts/head/page-head.tsx';
import styles from './info.module.css';
import { InfoPart } from './info-part.tsx';

export async function loader({ context, params }: LoaderFunctionArgs) {
  languageOf(params);
  const { shop } = await context.get(graphOfVisit).ask(ShopInfo, {});
  if (!shop) return { shop };
  const { phone, email, hoursJa, hoursEn, retryMinutes } = shop;
  return { shop: { phone, email, hoursJa, hoursEn, retryMinutes } };
}

/** What orders do when no setting says otherwise, for a page that cannot ask them. */
const USUAL_RETRY_MINUTES = 15;

export default function Guide() {
  const { shop } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const { guide: t, fees, law } = useInfoMessages();
  const hours = inLanguage(language, { ja: shop?.hoursJa ?? '', en: shop?.hoursEn ?? '' });
  return (
    <div className={styles.info}>
      <PageHead title={t.title} description={t.description} />
      <Breadcrumbs path={[]} current={t.title} />
      <h1>{t.title}</h1>
      {t.parts(shop?.retryMinutes ?? USUAL_RETRY_MINUTES).map((part) => (
        <InfoPart key={part.title} {...part} />
      ))}
      <p>
        <Link to={`/${language}/delivery`}>{fees.title}</Link>
      </p>
      {(shop?.phone || shop?.email) && (
        <section>
          <h2>{t.contact}</h2>
          <p>
            {shop.phone}
            {shop.phone && <br />}
            {shop.email}
          </p>
          {hours && (
            <p className="maker">
              {law.hours} {hours}
            </p>
          )}
        </section>
      )}
    </div>
  );
}
