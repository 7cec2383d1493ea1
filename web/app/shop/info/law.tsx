import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { ShopInfo } from '../../../generated/operations/shop-info.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { useInfoMessages } from '../../messages/info.ts';
import { inLanguage, languageOf, useLanguage } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { PageHead } from '../../parts/head/page-head.tsx';
import styles from './info.module.css';
import { Points } from './points.tsx';

export async function loader({ context, params }: LoaderFunctionArgs) {
  languageOf(params);
  const { shop } = await context.get(graphOfVisit).ask(ShopInfo, {});
  if (!shop) return { shop };
  const { deliveryZones: _, ...facts } = shop;
  return { shop: facts };
}

/** 特定商取引法に基づく表記. A fact that the shop's operator has not told is left out. */
export default function Law() {
  const { shop } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const { law: t, fees } = useInfoMessages();
  const told = (ja: string | null | undefined, en: string | null | undefined) =>
    inLanguage(language, { ja: ja ?? en ?? '', en: en ?? ja ?? '' });
  return (
    <div className={styles.info}>
      <PageHead title={t.title} description={t.description} />
      <Breadcrumbs path={[]} current={t.title} />
      <h1>{t.title}</h1>
      {!shop && <AwayPart />}
      <dl className={styles.facts}>
        <Fact name={t.shop} text={told(shop?.nameJa, shop?.nameEn)} />
        <Fact name={t.seller} text={told(shop?.sellerJa, shop?.sellerEn)} />
        <Fact name={t.manager} text={told(shop?.managerJa, shop?.managerEn)} />
        <Fact name={t.address} text={told(shop?.addressJa, shop?.addressEn)} />
        <Fact name={t.phone} text={shop?.phone} />
        <Fact name={t.email} text={shop?.email} />
        <Fact name={t.hours} text={told(shop?.hoursJa, shop?.hoursEn)} />
        <Fact name={t.invoiceNumber} text={shop?.invoiceNumber} />
        <Fact name={t.price} text={t.priceBody} />
        <div>
          <dt>{t.otherCosts}</dt>
          <dd>
            {t.otherCostsBody} <Link to={`/${language}/delivery`}>{fees.title}</Link>
          </dd>
        </div>
        <div>
          <dt>{t.payment}</dt>
          <dd>
            <Points texts={t.paymentBody} />
          </dd>
        </div>
        <Fact name={t.delivery} text={t.deliveryBody} />
        {shop && (
          <div>
            <dt>{t.returns}</dt>
            <dd>
              <Points texts={t.returnsBody(shop.returnDays)} />
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string | null | undefined }) {
  if (!text) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
