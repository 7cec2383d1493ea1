import type { ProductDetailQuery } from '../../../generated/operations/product-detail.ts';
import type { GoodsMessages } from '../../messages/ja/goods.ts';
import { inLanguage, type Language, labelIn, nameIn } from '../../messages/language.ts';
import { formerPriceYen } from '../../parts/goods/former-price-yen.ts';
import { headTexts } from '../../parts/head/page-texts.ts';
import { plainText } from '../../parts/head/plain-text.ts';
import { productData, scriptText, wholeAddress } from '../../parts/head/structured-data.ts';
import { largestFile } from '../../parts/pictures/product-picture.tsx';
import { moment } from '../../parts/times.ts';
import { allergenLines, productFacts } from './product-facts.ts';

type Product = NonNullable<ProductDetailQuery['product']>;

export interface PageOfProduct {
  readonly language: Language;
  readonly t: GoodsMessages;
  /** Where the shop's pages are. */
  readonly origin: string;
}

/** What the page of a product shows, in one language: a browser gets nothing beside it. */
export function shownProduct(product: Product, { language, t, origin }: PageOfProduct) {
  const name = nameIn(language, product);
  const maker = inLanguage(language, { ja: product.brand, en: product.brandEn });
  const description = inLanguage(language, { ja: product.descriptionHtmlJa, en: product.descriptionHtmlEn });
  const drawn = product.imageUrl;
  const image = largestFile(product.pictures[0]) ?? drawn;
  const head = headTexts(language, product.pageTexts, {
    title: `${name} | ${maker}`,
    description: plainText(description),
  });
  const facts = productFacts(product, language, t);
  return {
    ...{
      slug: product.slug,
      name,
      maker,
      makerSlug: product.maker?.slug ?? null,
      description,
      drawn,
      image,
      head,
    },
    reading: language === 'ja' ? product.nameKana : '',
    labels: product.labels,
    isReduced: product.taxClass === 'REDUCED',
    path: product.category.path,
    pictures: product.pictures.map(({ variant, ...picture }) => ({ ...picture, of: variant?.id ?? null })),
    options: product.options.map((option) => nameIn(language, option)).join(' / '),
    variants: product.variants.map(({ label, labelEn, ...variant }) => ({
      ...{ id: variant.id, priceYen: variant.priceYen, regularPriceYen: variant.regularPriceYen },
      ...{
        stock: variant.stock,
        maxPerOrder: variant.maxPerOrder,
        label: labelIn(language, { label, labelEn }),
      },
    })),
    price: priceOf(product.variants, language, t),
    adultsOnly: product.ageRestricted ? t.adultsOnly : '',
    texts: {
      ...{ description: t.description, facts: t.facts, allergens: t.allergens },
      ...{ related: t.related, showPicture: t.showPicture },
      ...{ choose: t.choose, addToCart: t.addToCart },
    },
    facts,
    allergens: allergenLines(product.allergens, language, t),
    /** Food of which nobody has said it is not shown as if there were nothing in it. */
    notStated: product.allergens === null && product.taxClass === 'REDUCED' ? t.notStated : '',
    related: product.related,
    forMachines: scriptText(
      productData({
        ...{ name, description: head.description, brand: maker },
        variants: product.variants.map((variant) => ({ ...variant, label: labelIn(language, variant) })),
        url: `${origin}/${language}/products/${product.slug}`,
        image: wholeAddress(origin, image),
        brandUrl: product.maker && `${origin}/${language}/brands/${product.maker.slug}`,
        category: product.category.path.map((place) => nameIn(language, place)).join(' > '),
        properties: facts,
      }),
    ),
  };
}

export type ShownProduct = ReturnType<typeof shownProduct>;

/** What stands above the choice: the lowest price, its usual one, and when a sale is over. */
function priceOf(variants: Product['variants'], language: Language, t: GoodsMessages) {
  const prices = variants.map(({ priceYen }) => priceYen);
  const lowestYen = Math.min(...prices);
  const ends = variants.flatMap(({ saleEndsAt }) => saleEndsAt ?? []).toSorted();
  return {
    lowestYen,
    isOne: lowestYen === Math.max(...prices),
    formerYen: formerPriceYen(variants, lowestYen),
    until: ends[0] ? t.saleUntil(moment(language, ends[0])) : '',
  };
}
