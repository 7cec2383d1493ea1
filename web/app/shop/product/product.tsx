import { data, Form, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { ProductPage } from '../../../generated/operations/product-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { inLanguage, labelIn, nameIn, useLanguage } from '../../messages/language.ts';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { DataForMachines, PageHead, useOrigin } from '../../parts/head/page-head.tsx';
import { productData, wholeAddress } from '../../parts/head/structured-data.ts';
import { yen } from '../../parts/money.ts';
import { largestFile } from '../../parts/pictures/product-picture.tsx';
import { StockMark } from '../../parts/stock-mark.tsx';
import { DeliveryPart } from './delivery-part.tsx';
import { promiseFor } from './delivery-promise.ts';
import { Gallery } from './gallery.tsx';
import styles from './product.module.css';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const { product } = await context.get(graphOfVisit).askWhole(ProductPage, { id: params.id! });
  if (!product) throw data(null, { status: 404 });
  const promise = await promiseFor({ context, request }, [
    ...new Set([firstThere(product.variants), ...product.variants].flatMap((variant) => variant?.id ?? [])),
  ]);
  return { product, promise };
}

export default function Product() {
  const { product, promise } = useLoaderData<typeof loader>();
  const { language, t } = useLanguage();
  const origin = useOrigin();
  const name = nameIn(language, product);
  const description = inLanguage(language, { ja: product.descriptionJa, en: product.descriptionEn });
  const rendered = inLanguage(language, { ja: product.descriptionHtmlJa, en: product.descriptionHtmlEn });
  const maker = inLanguage(language, { ja: product.brand, en: product.brandEn });
  const image = largestFile(product.pictures[0]) ?? product.imageUrl;
  const prices = product.variants.map(({ priceYen }) => priceYen);
  const promised = product.variants.find(({ id }) => id === promise.best?.variant?.id);
  const promisedLabel = promised ? labelIn(language, promised) : '';
  const isOne = new Set(prices).size === 1;
  return (
    <>
      <PageHead
        title={`${name} | ${maker}`}
        description={description || undefined}
        image={image}
        kind="product"
      />
      <DataForMachines
        data={productData({
          ...product,
          ...{ name, description, brand: maker },
          variants: product.variants.map((variant) => ({ ...variant, label: labelIn(language, variant) })),
          url: `${origin}/${language}/products/${product.id}`,
          image: wholeAddress(origin, image),
        })}
      />
      <Breadcrumbs path={product.category.path} current={name} />
      <article className={styles.product}>
        <Gallery pictures={product.pictures} drawn={product.imageUrl} name={name} />
        <div className={styles.facts}>
          <p className="maker">{maker}</p>
          <h1>{name}</h1>
          {language === 'ja' && <p className={styles.reading}>{product.nameKana}</p>}
          <p className="price large">
            {isOne ? yen(prices[0]!) : t.from(yen(Math.min(...prices)))}
            {product.taxClass === 'REDUCED' && <abbr title={t.reducedRate}>※</abbr>}{' '}
            <small>{t.taxIncluded}</small>
          </p>
          <Choice />
          <DeliveryPart productId={product.id} promise={promise} label={promisedLabel} />
          {rendered && (
            <section aria-labelledby="about">
              <h2 id="about">{t.description}</h2>
              {/* The graph rendered it from Markdown, and lets no typed HTML through. */}
              <div className={styles.description} dangerouslySetInnerHTML={{ __html: rendered }} />
            </section>
          )}
        </div>
      </article>
    </>
  );
}

/** Which of the variants, and how many. */
function Choice() {
  const { product } = useLoaderData<typeof loader>();
  const { language, t } = useLanguage();
  const { variants, options } = product;
  const preferred = firstThere(variants);
  const most = Math.max(...variants.map(({ maxPerOrder }) => maxPerOrder));
  return (
    <Form className="choice" method="post" action={`/${language}/cart`}>
      <input type="hidden" name="intent" value="add" />
      <fieldset className="variants">
        <legend>{options.map((option) => nameIn(language, option)).join(' / ') || t.choose}</legend>
        {variants.map((variant) => (
          <label key={variant.id} className="variant">
            <input
              type="radio"
              name="variantId"
              value={variant.id}
              required
              defaultChecked={variant.id === preferred?.id}
              disabled={variant.stock?.status === 'OUT_OF_STOCK'}
            />
            <span className="label">{labelIn(language, variant) || nameIn(language, product)}</span>
            <span className="price">{yen(variant.priceYen)}</span>
            <StockMark shelves={[variant.stock]} />
          </label>
        ))}
      </fieldset>
      <p className="amount">
        <label htmlFor="quantity">{t.quantity}</label>
        <input
          id="quantity"
          type="number"
          name="quantity"
          inputMode="numeric"
          min="1"
          max={most}
          defaultValue="1"
          required
        />
        <small>{t.perOrder(most)}</small>
      </p>
      <button
        type="submit"
        className="button"
        disabled={variants.every(({ stock }) => stock?.status === 'OUT_OF_STOCK')}
      >
        {t.addToCart}
      </button>
    </Form>
  );
}

function firstThere<V extends { readonly stock?: { readonly status: string } | null }>(
  variants: readonly V[],
): V | undefined {
  return variants.find(({ stock }) => stock?.status !== 'OUT_OF_STOCK') ?? variants[0];
}
