import type { ProductDetailQuery } from '../../../generated/operations/product-detail.ts';
import type { GoodsMessages } from '../../messages/ja/goods.ts';
import { inLanguage, type Language, nameIn } from '../../messages/language.ts';

type Product = NonNullable<ProductDetailQuery['product']>;

/** A line of a table: what is said, and what of it. */
export interface Line {
  readonly name: string;
  readonly value: string;
}

/** What is known of a product, from how it is kept to what the shop has added. What nobody has stated is left out. */
export function productFacts(product: Product, language: Language, t: GoodsMessages): Line[] {
  const { temperature, shelfLifeDays, leadTimeDays, allergens } = product;
  // Things that are not kept cold, do not go off and are not eaten are simply things.
  const isKept = temperature !== 'AMBIENT' || shelfLifeDays !== null || allergens !== null;
  return [
    ...(isKept ? [{ name: t.storage, value: t.storages[temperature] }] : []),
    ...(shelfLifeDays === null ? [] : [{ name: t.keeps, value: t.keepsDays(shelfLifeDays) }]),
    ...(leadTimeDays === 0 ? [] : [{ name: t.leadTime, value: t.leadDays(leadTimeDays) }]),
    ...product.attributes.map((attribute) => ({
      name: nameIn(language, attribute),
      value: inLanguage(language, { ja: attribute.valueJa, en: attribute.valueEn }),
    })),
  ];
}

/**
 * What is in it of the two lists of Japan's food labels, a line for each, also where nothing is. A product says what it
 * contains, and never what it may contain: labels in Japan must not.
 * @returns nothing where nobody has stated it, which is not the same as none
 */
export function allergenLines(
  allergens: Product['allergens'],
  language: Language,
  t: GoodsMessages,
): readonly Line[] {
  if (allergens === null) return [];
  const lists = Map.groupBy(allergens, ({ mandatory }) => mandatory);
  return [
    { name: t.mandatory, isMandatory: true },
    { name: t.recommended, isMandatory: false },
  ].map(({ name, isMandatory }) => {
    const names = (lists.get(isMandatory) ?? []).map((each) => nameIn(language, each));
    return { name, value: names.length > 0 ? t.listed(names) : t.noneOf };
  });
}
