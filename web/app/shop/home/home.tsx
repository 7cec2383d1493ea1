import { Link, type LoaderFunctionArgs, useLoaderData, useRouteLoaderData } from 'react-router';
import { ListProducts } from '../../../generated/operations/list-products.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { nameIn, useLanguage } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { DataForMachines, PageHead, useOrigin } from '../../parts/head/page-head.tsx';
import { organizationData } from '../../parts/head/structured-data.ts';
import { ProductGrid } from '../../parts/product-card.tsx';
import type { loader as frameLoader } from '../shop-frame.tsx';
import styles from './home.module.css';

export async function loader({ context }: LoaderFunctionArgs) {
  const { products } = await context.get(graphOfVisit).ask(ListProducts, { sort: 'NEWEST', first: 12 });
  return { newest: products?.nodes };
}

export default function Home() {
  const { newest } = useLoaderData<typeof loader>();
  const frame = useRouteLoaderData<typeof frameLoader>('shop/shop-frame');
  const { language, t } = useLanguage();
  const origin = useOrigin();
  return (
    <>
      <PageHead title={t.tagline} description={t.sameDayBody} />
      <DataForMachines data={organizationData({ name: t.shop, url: origin })} />
      <section className={styles.hero}>
        <h1>{t.sameDay}</h1>
        <p>{t.sameDayBody}</p>
      </section>
      <section aria-labelledby="newest">
        <h2 id="newest">{t.newest}</h2>
        {newest ? <ProductGrid products={newest} /> : <AwayPart />}
      </section>
      <section aria-labelledby="departments">
        <h2 id="departments">{t.departments}</h2>
        <ul className={styles.counters}>
          {frame?.departments.map((department) => (
            <li key={department.slug}>
              <Link to={`/${language}/departments/${department.slug}`} prefetch="intent">
                {nameIn(language, department)}
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
