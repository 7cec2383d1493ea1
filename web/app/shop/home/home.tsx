import { Link, type LoaderFunctionArgs, useLoaderData, useRouteLoaderData } from 'react-router';
import { HomePage } from '../../../generated/operations/home-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { goodsMessagesIn } from '../../parts/goods/goods-messages.ts';
import { DataForMachines, PageHead, useOrigin } from '../../parts/head/page-head.tsx';
import { organizationData } from '../../parts/head/structured-data.ts';
import { ProductPicture } from '../../parts/pictures/product-picture.tsx';
import { ProductGrid } from '../../parts/product-card.tsx';
import type { loader as frameLoader } from '../shop-frame.tsx';
import { type Feature, shownFeatures } from './features.ts';
import styles from './home.module.css';

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const { collections, bestSellers, products } = await context.get(graphOfVisit).ask(HomePage, {});
  const t = await goodsMessagesIn(language);
  return {
    features: shownFeatures(collections ?? [], language, t),
    bestSellers: bestSellers ?? [],
    newest: products?.nodes,
    nothing: products?.nodes.length === 0 ? t.nothing : '',
    texts: t.front,
  };
}

export default function Home() {
  const { features, bestSellers, newest, nothing, texts } = useLoaderData<typeof loader>();
  const frame = useRouteLoaderData<typeof frameLoader>('shop/shop-frame');
  const { language, t } = useLanguage();
  const origin = useOrigin();
  const isFirst = features.length === 0;
  return (
    <>
      <PageHead title={texts.tagline} description={texts.body} />
      <DataForMachines data={organizationData({ name: t.shop, url: origin })} />
      <section className={styles.hero}>
        <h1>{texts.title}</h1>
        <p>{texts.body}</p>
      </section>
      {features.length > 0 && (
        <section aria-labelledby="features">
          <h2 id="features">{texts.features}</h2>
          <ul className={styles.features}>
            {features.map((feature) => (
              <li key={feature.slug}>
                <FeatureCard feature={feature} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {bestSellers.length > 0 && (
        <section aria-labelledby="best">
          <h2 id="best">{t.bestSellers}</h2>
          <ProductGrid products={bestSellers} isBelow={!isFirst} />
        </section>
      )}
      <section aria-labelledby="newest">
        <h2 id="newest">{texts.newest}</h2>
        {nothing && <p className="empty">{nothing}</p>}
        {newest ? (
          <ProductGrid products={newest} isBelow={!isFirst || bestSellers.length > 0} />
        ) : (
          <AwayPart />
        )}
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

function FeatureCard({ feature: { slug, name, until, product } }: { readonly feature: Feature }) {
  const { language } = useLanguage();
  return (
    <div className={styles.feature}>
      <ProductPicture
        picture={product.pictures[0]}
        drawn={product.imageUrl}
        drawnAlt=""
        side={112}
        sizes="7rem"
      />
      <div>
        <h3>
          <Link to={`/${language}/collections/${slug}`} prefetch="intent">
            {name}
          </Link>
        </h3>
        {until && <p className="maker">{until}</p>}
      </div>
    </div>
  );
}
