import type { AttributeDefinition, AttributeValue } from '../attributes/attribute.ts';
import { type OptionRecord, valueInEnglish } from '../catalogue/product.ts';
import { allergensOf } from '../details/allergens.ts';
import type { ProductDetails, Temperature } from '../details/product-details.ts';
import type { LabelRecord } from '../labels/label.ts';

/** By which rules tokens are made. Raise it with every change of them: tokens of older rules are made anew at the start. */
export const TOKENS_VERSION = 2;

/** Something that a list can be narrowed by. */
export interface FacetToken {
  /** `brand:brd_…`, `category:cat_…`, `option:サイズ=M`: what is stored, and compared. */
  readonly token: string;
  readonly facet: string;
  readonly value: string;
  /** What people read; undefined of what is only compared. */
  readonly words?: FacetWords;
}

export interface FacetWords {
  readonly facetJa: string;
  readonly facetEn: string;
  readonly labelJa: string;
  readonly labelEn: string;
  /** Place among the values of its facet, from 1; 0 where the most frequent goes first. */
  readonly position: number;
}

/** What tokens are made of. */
export interface FacetedProduct {
  readonly brandId: string;
  readonly brand: string;
  readonly brandEn: string;
  readonly options: readonly OptionRecord[];
  /** Of each variant that can be bought. */
  readonly optionValues: readonly (readonly string[])[];
  /** From the top down to its category. */
  readonly path: readonly { readonly id: string; readonly nameJa: string; readonly nameEn: string }[];
  readonly details: ProductDetails;
}

/** What a shop says of its products, in its own words. */
export interface FacetVocabulary {
  readonly definitions: readonly AttributeDefinition[];
  readonly labels: readonly LabelRecord[];
}

/**
 * Everything that a product can be found by, each once. What changes by itself is not among it: stock, and labels that
 * come with a product's age.
 */
export function facetTokens(product: FacetedProduct, vocabulary: FacetVocabulary): FacetToken[] {
  const { details } = product;
  const tokens = [
    brandToken(product),
    ...product.path.map(categoryToken),
    ...optionTokens(product),
    ...labelTokens(details, vocabulary),
    temperatureToken(details),
    ...allergenTokens(details),
    ...attributeTokens(details, vocabulary),
  ];
  return [...new Map(tokens.map((token) => [token.token, token])).values()];
}

/** The token of a facet's value, as filters name them. */
export function tokenOf(facet: string, value: string): string {
  // What stands before the first = is a name that may hold one.
  const isNamed = facet.includes(':');
  return isNamed ? `${facet.replaceAll('%', '%25').replaceAll('=', '%3D')}=${value}` : `${facet}:${value}`;
}

export const BRAND = 'brand';
export const CATEGORY = 'category';
export const LABEL = 'label';
export const TEMPERATURE = 'temperature';
export const ALLERGEN = 'allergen';
/** Of a product whose allergens nobody has stated: whoever wants none of one, cannot have it. */
export const UNSTATED = 'unstated';

/** The facet of an option, by the option's Japanese name. */
export function optionFacet(nameJa: string): string {
  return `option:${nameJa}`;
}

/** The facet of an attribute, by its code. */
export function attributeFacet(code: string): string {
  return `attribute:${code}`;
}

function brandToken({ brandId, brand, brandEn }: FacetedProduct): FacetToken {
  return named(BRAND, brandId, ['ブランド', 'Brand'], [brand, brandEn || brand]);
}

function categoryToken({ id, nameJa, nameEn }: FacetedProduct['path'][number]): FacetToken {
  return named(CATEGORY, id, ['カテゴリー', 'Category'], [nameJa, nameEn]);
}

function optionTokens({ options, optionValues }: FacetedProduct): FacetToken[] {
  return options.flatMap((option, index) => {
    const { nameJa, nameEn, values } = option;
    const sold = new Set(optionValues.map((ofVariant) => ofVariant[index]));
    return values
      .filter((value) => sold.has(value))
      .map((value) => {
        const words: Words = [value, valueInEnglish(option, value)];
        return named(optionFacet(nameJa), value, [nameJa, nameEn], words, 1 + values.indexOf(value));
      });
  });
}

function labelTokens({ labels }: ProductDetails, vocabulary: FacetVocabulary): FacetToken[] {
  return vocabulary.labels
    .filter(({ code, newForDays }) => newForDays === null && labels.includes(code))
    .map(({ code, nameJa, nameEn }) => named(LABEL, code, ['ラベル', 'Label'], [nameJa, nameEn]));
}

function temperatureToken({ temperature }: ProductDetails): FacetToken {
  const place = 1 + Object.keys(TEMPERATURES).indexOf(temperature);
  return named(TEMPERATURE, temperature, ['温度帯', 'Storage'], TEMPERATURES[temperature], place);
}

const TEMPERATURES: Readonly<Record<Temperature, Words>> = {
  AMBIENT: ['常温', 'Ambient'],
  CHILLED: ['冷蔵', 'Chilled'],
  FROZEN: ['冷凍', 'Frozen'],
};

function allergenTokens({ allergens }: ProductDetails): FacetToken[] {
  if (allergens === null) return [{ token: tokenOf(ALLERGEN, UNSTATED), facet: ALLERGEN, value: UNSTATED }];
  return allergensOf(allergens).map(({ code, nameJa, nameEn }) =>
    named(ALLERGEN, code, ['アレルゲン', 'Allergen'], [nameJa, nameEn]),
  );
}

/** Choices, and what is said by yes or no; numbers, texts and days are no values to choose from. */
function attributeTokens({ attributes }: ProductDetails, vocabulary: FacetVocabulary): FacetToken[] {
  return vocabulary.definitions.flatMap((definition) => {
    const { code, nameJa, nameEn, filterable } = definition;
    if (!filterable || !Object.hasOwn(attributes, code)) return [];
    return chosenOf(definition, attributes[code]!).map(({ value, words, place }) =>
      named(attributeFacet(code), value, [nameJa, nameEn], words, place),
    );
  });
}

function chosenOf({ kind, choices }: AttributeDefinition, value: AttributeValue) {
  if (kind === 'BOOLEAN')
    return [{ value: String(value), words: YES_OR_NO[String(value)]!, place: value === true ? 1 : 2 }];
  if (kind !== 'CHOICE' || !Array.isArray(value)) return [];
  return choices
    .map(({ code, nameJa, nameEn }, index) => ({
      value: code,
      words: [nameJa, nameEn] as Words,
      place: 1 + index,
    }))
    .filter((choice) => value.includes(choice.value));
}

const YES_OR_NO: Readonly<Record<string, Words>> = { true: ['はい', 'Yes'], false: ['いいえ', 'No'] };

/** In Japanese and in English. */
type Words = readonly [ja: string, en: string];

function named(facet: string, value: string, facetWords: Words, label: Words, position = 0): FacetToken {
  const [[facetJa, facetEn], [labelJa, labelEn]] = [facetWords, label];
  return {
    token: tokenOf(facet, value),
    facet,
    value,
    words: { facetJa, facetEn, labelJa, labelEn, position },
  };
}
