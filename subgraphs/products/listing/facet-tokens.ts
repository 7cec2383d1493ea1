import { type OptionRecord, valueInEnglish } from '../catalogue/product.ts';

/** By which rules tokens are made. Raise it with every change of them: tokens of older rules are made anew at the start. */
export const TOKENS_VERSION = 1;

/** Something that a list can be narrowed by, with the words that people read. */
export interface FacetToken {
  /** `brand:花月庵`, `category:cat_…`, `option:サイズ=M`: what is stored, and compared. */
  readonly token: string;
  /** `brand`, `category`, `option:サイズ` */
  readonly facet: string;
  readonly value: string;
  readonly facetJa: string;
  readonly facetEn: string;
  readonly labelJa: string;
  readonly labelEn: string;
  /** Place among the values of its facet, from 1; 0 where the most frequent goes first. */
  readonly position: number;
}

/** What tokens are made of. */
export interface FacetedProduct {
  readonly brand: string;
  readonly brandEn?: string;
  readonly options: readonly OptionRecord[];
  /** Of each variant that can be bought. */
  readonly optionValues: readonly (readonly string[])[];
  /** From the top down to its category. */
  readonly path: readonly { readonly id: string; readonly nameJa: string; readonly nameEn: string }[];
}

/** Everything that a product can be found by, each once. Stock is not among it: it changes by itself. */
export function facetTokens(product: FacetedProduct): FacetToken[] {
  const tokens = [brandToken(product), ...product.path.map(categoryToken), ...optionTokens(product)];
  return [...new Map(tokens.map((token) => [token.token, token])).values()];
}

/** The token of a facet's value, as filters name them. */
export function tokenOf(facet: string, value: string): string {
  // What stands before the first = is a name that may hold one.
  return facet.includes(':')
    ? `${facet.replaceAll('%', '%25').replaceAll('=', '%3D')}=${value}`
    : `${facet}:${value}`;
}

export const BRAND = 'brand';
export const CATEGORY = 'category';

/** The facet of an option, by the option's Japanese name. */
export function optionFacet(nameJa: string): string {
  return `option:${nameJa}`;
}

function brandToken({ brand, brandEn }: FacetedProduct): FacetToken {
  return {
    ...named(BRAND, brand),
    ...{ facetJa: 'ブランド', facetEn: 'Brand' },
    ...{ labelJa: brand, labelEn: brandEn || brand, position: 0 },
  };
}

function categoryToken({ id, nameJa, nameEn }: FacetedProduct['path'][number]): FacetToken {
  return {
    ...named(CATEGORY, id),
    ...{ facetJa: 'カテゴリー', facetEn: 'Category' },
    ...{ labelJa: nameJa, labelEn: nameEn, position: 0 },
  };
}

function optionTokens({ options, optionValues }: FacetedProduct): FacetToken[] {
  return options.flatMap((option, index) => {
    const sold = new Set(optionValues.map((values) => values[index]));
    return option.values
      .filter((value) => sold.has(value))
      .map((value) => ({
        ...named(optionFacet(option.nameJa), value),
        ...{ facetJa: option.nameJa, facetEn: option.nameEn },
        ...{
          labelJa: value,
          labelEn: valueInEnglish(option, value),
          position: 1 + option.values.indexOf(value),
        },
      }));
  });
}

function named(facet: string, value: string) {
  return { token: tokenOf(facet, value), facet, value };
}
