import { Link } from 'react-router';
import { inLanguage, nameIn, useLanguage } from '../messages/language.ts';
import { FormerPrice } from './goods/former-price.tsx';
import { formerPriceYen, type SoldVariant } from './goods/former-price-yen.ts';
import { Labels, type ShownLabel } from './goods/labels.tsx';
import { MarkedText, type TextPart } from './goods/marked-text.tsx';
import { yen } from './money.ts';
import { ProductPicture, type ShownPicture } from './pictures/product-picture.tsx';
import styles from './product-card.module.css';
import { type Shelf, StockMark } from './stock-mark.tsx';

export interface ListedProduct {
  readonly id: string;
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly brand: string;
  readonly brandEn: string;
  readonly imageUrl: string;
  readonly labels: readonly ShownLabel[];
  readonly pictures: readonly ShownPicture[];
  readonly minPriceYen: number;
  readonly maxPriceYen: number;
  /** Of what was searched: the name, and a passage of the description where words of it stand. */
  readonly found?: { readonly name: readonly TextPart[]; readonly passage: readonly TextPart[] } | undefined;
  /** Absent where a list does not ask for stock, as one of a few things beside another. */
  readonly variants?: readonly (SoldVariant & { readonly stock: Shelf | null })[];
}

/** @param isBelow what is shown first has other pictures: these are loaded when they are seen */
export function ProductGrid({
  products,
  isBelow = false,
}: {
  readonly products: readonly ListedProduct[];
  readonly isBelow?: boolean;
}) {
  return (
    <ul className={styles.grid}>
      {products.map((product, index) => (
        <li key={product.id}>
          <ProductCard product={product} isFirst={!isBelow && index < 4} />
        </li>
      ))}
    </ul>
  );
}

function ProductCard({ product, isFirst }: { readonly product: ListedProduct; readonly isFirst: boolean }) {
  const { language, t } = useLanguage();
  const { minPriceYen, maxPriceYen, variants, found } = product;
  const price = minPriceYen === maxPriceYen ? yen(minPriceYen) : t.from(yen(minPriceYen));
  return (
    <article className={styles.card}>
      <ProductPicture
        picture={product.pictures[0]}
        drawn={product.imageUrl}
        drawnAlt=""
        side={400}
        sizes={SIZES}
        isFirst={isFirst}
      />
      <Labels labels={product.labels} />
      <p className="maker">{inLanguage(language, { ja: product.brand, en: product.brandEn })}</p>
      <h3 className={styles.name}>
        <Link to={`/${language}/products/${product.slug}`} prefetch="intent">
          {found ? <MarkedText parts={found.name} /> : nameIn(language, product)}
        </Link>
      </h3>
      {found && found.passage.length > 0 && (
        <p className={styles.passage}>
          <MarkedText parts={found.passage} />
        </p>
      )}
      <p className="price">
        {price} <small>{t.taxIncluded}</small>{' '}
        <FormerPrice priceYen={formerPriceYen(variants ?? [], minPriceYen)} />
      </p>
      {variants && <StockMark shelves={variants.map(({ stock }) => stock)} />}
    </article>
  );
}

/** Of a grid of cards: two in a row on a telephone, four or five on a desk. */
const SIZES = '(min-width: 48rem) 15rem, 46vw';
