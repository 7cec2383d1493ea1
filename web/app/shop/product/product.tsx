import { useState } from 'react';
import { data, Link, type LoaderFunctionArgs, useLoaderData, useSearchParams } from 'react-router';
import { ProductDetail } from '../../../generated/operations/product-detail.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { FormerPrice } from '../../parts/goods/former-price.tsx';
import { goodsMessagesIn } from '../../parts/goods/goods-messages.ts';
import { Labels } from '../../parts/goods/labels.tsx';
import { DataForMachines, PageHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { ProductGrid } from '../../parts/product-card.tsx';
import { movedTo } from '../../session/moved.ts';
import { originOf } from '../../session/shop-origin.ts';
import { Choice, firstThere } from './choice.tsx';
import { DeliveryPart } from './delivery-part.tsx';
import { promiseFor } from './delivery-promise.ts';
import { Gallery } from './gallery.tsx';
import styles from './product.module.css';
import type { Line } from './product-facts.ts';
import { type ShownProduct, shownProduct } from './shown-product.ts';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const asked = params.slug!;
  // An id has what no address has; carts, orders and old links name products by it.
  const wanted = asked.startsWith('prd_') ? { id: asked } : { slug: asked };
  const { product } = await context.get(graphOfVisit).askWhole(ProductDetail, wanted);
  if (!product) throw data(null, { status: 404 });
  if (product.slug !== asked) throw movedTo(`/${language}/products/${product.slug}`, request);
  const promise = await promiseFor({ context, request }, [
    ...new Set([firstThere(product.variants), ...product.variants].flatMap((variant) => variant?.id ?? [])),
  ]);
  const origin = originOf(context, request);
  return {
    product: shownProduct(product, { language, t: await goodsMessagesIn(language), origin }),
    promise,
  };
}

export default function Product() {
  const { product, promise } = useLoaderData<typeof loader>();
  const { name, head, texts, variants } = product;
  const [search] = useSearchParams();
  const [chosen, choose] = useState(search.get('variant'));
  const promised = variants.find(({ id }) => id === promise.best?.variant?.id);
  return (
    <>
      <PageHead
        title={head.title}
        description={head.description || undefined}
        image={product.image}
        kind="product"
      />
      <DataForMachines data={product.forMachines} />
      <Breadcrumbs path={product.path} current={name} />
      <article className={styles.product}>
        <Gallery product={product} chosen={chosen} onChoose={choose} />
        <div className={styles.facts}>
          <Title product={product} />
          <Price product={product} />
          {product.adultsOnly && <p className={styles.notice}>{product.adultsOnly}</p>}
          <Choice product={product} chosen={chosen} onChoose={choose} />
          <DeliveryPart slug={product.slug} promise={promise} label={promised?.label ?? ''} />
        </div>
        <div className={styles.told}>
          {product.description && (
            <section aria-labelledby="about">
              <h2 id="about">{texts.description}</h2>
              {/* The graph rendered it from Markdown, and lets no typed HTML through. */}
              <div className={styles.description} dangerouslySetInnerHTML={{ __html: product.description }} />
            </section>
          )}
          <Details product={product} />
        </div>
      </article>
      {product.related.length > 0 && (
        <section className={styles.related} aria-labelledby="related">
          <h2 id="related">{texts.related}</h2>
          <ProductGrid products={product.related} isBelow />
        </section>
      )}
    </>
  );
}

function Title({ product }: { readonly product: ShownProduct }) {
  const { language } = useLanguage();
  const { maker, makerSlug } = product;
  return (
    <header>
      <Labels labels={product.labels} />
      <p className={`maker ${styles.maker}`}>
        {makerSlug === null ? maker : <Link to={`/${language}/brands/${makerSlug}`}>{maker}</Link>}
      </p>
      <h1>{product.name}</h1>
      {product.reading && <p className={styles.reading}>{product.reading}</p>}
    </header>
  );
}

function Price({ product: { price, isReduced } }: { readonly product: ShownProduct }) {
  const { t } = useLanguage();
  return (
    <div>
      <p className="price large">
        {price.isOne ? yen(price.lowestYen) : t.from(yen(price.lowestYen))}
        {isReduced && '※'} <small>{t.taxIncluded}</small> <FormerPrice priceYen={price.formerYen} />
      </p>
      {isReduced && <p className="maker">※ {t.reducedRate}</p>}
      {price.until && <p className={styles.until}>{price.until}</p>}
    </div>
  );
}

function Details({ product }: { readonly product: ShownProduct }) {
  const { texts, facts, allergens, notStated } = product;
  return (
    <>
      {facts.length > 0 && (
        <section aria-labelledby="details">
          <h2 id="details">{texts.facts}</h2>
          <Lines lines={facts} />
        </section>
      )}
      {(allergens.length > 0 || notStated) && (
        <section aria-labelledby="allergens">
          <h2 id="allergens">{texts.allergens}</h2>
          {allergens.length > 0 ? <Lines lines={allergens} /> : <p>{notStated}</p>}
        </section>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <table className={styles.lines}>
      <tbody>
        {lines.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
