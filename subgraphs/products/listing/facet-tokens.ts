import type { AttributeDefinition, AttributeValue } from '../attributes/attribute.ts';
import { type OptionRecord, valueInEnglish } from '../catalogue/product.ts';
import { allergensOf } from '../details/allergens.ts';
import type { ProductDetails, Temperature } from '../details/product-details.ts';
import { type LabelRecord, labelsOn } from '../labels/label.ts';

/** By which rules tokens are made. Raise it with every change of them: tokens of older rules are made anew at the start. */
export const TOKENS_VERSION = 3;

/** Something that a list can be narrowed by. */
export interface FacetToken {
  /** `brand:brd_…`, `category:cat_…`, `option:サイズ=M`: what is stored, and compared. */
  readonly token: string;
  readonly facet: string;
  readonly value: string;
  /** What people read; undefined of what is only compared, and of labels and attributes, which keep their words themselves. */
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
  /** RFC 3339: labels come with its age. */
  readonly createdAt: string;
}

/** What people read of a word of the vocabulary, kept with the word. */
export interface WordTokens {
  /** Every token that it can have. */
  readonly own: readonly string[];
  /** Those of its tokens that people are shown. */
  readonly shown: readonly (FacetToken & { readonly words: FacetWords })[];
}

/** What a shop says of its products, in its own words. */
export interface FacetVocabulary {
  readonly definitions: readonly AttributeDefinition[];
  readonly labels: readonly LabelRecord[];
}

/**
 * Everything that a product can be found by at this moment, each once. Stock is not among it; labels that come with its age
 * are, until the first of them is over. Labels and attributes keep their tokens while they are retired.
 */
export function facetTokens(product: FacetedProduct, vocabulary: FacetVocabulary, now: Date): FacetToken[] {
  const { details } = product;
  // The brand is the first: an index has it by its place.
  const tokens = [
    brandToken(product),
    ...product.path.map(categoryToken),
    ...optionTokens(product),
    ...labelTokens(product, vocabulary, now),
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

/** A token whose words are kept elsewhere, or that is only compared. */
export function wordToken(facet: string, value: string): FacetToken {
  return { token: tokenOf(facet, value), facet, value };
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

function labelTokens(
  { createdAt, details }: FacetedProduct,
  vocabulary: FacetVocabulary,
  now: Date,
): FacetToken[] {
  const has = { createdAt, labels: details.labels };
  return labelsOn(vocabulary.labels, has, now).map(({ code }) => wordToken(LABEL, code));
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
  if (allergens === null) return [wordToken(ALLERGEN, UNSTATED)];
  return allergensOf(allergens).map(({ code, nameJa, nameEn }) =>
    named(ALLERGEN, code, ['アレルゲン', 'Allergen'], [nameJa, nameEn]),
  );
}

/** Choices, and what is said by yes or no; numbers, texts and days are no values to choose from. */
function attributeTokens({ attributes }: ProductDetails, vocabulary: FacetVocabulary): FacetToken[] {
  return vocabulary.definitions.flatMap((definition) => {
    const { code, filterable } = definition;
    if (!filterable || !Object.hasOwn(attributes, code)) return [];
    return chosenOf(definition, attributes[code]!).map((value) => wordToken(attributeFacet(code), value));
  });
}

function chosenOf({ kind, choices }: AttributeDefinition, value: AttributeValue): string[] {
  if (kind === 'BOOLEAN') return [String(value)];
  if (kind !== 'CHOICE' || !Array.isArray(value)) return [];
  return choices.map(({ code }) => code).filter((code) => value.includes(code));
}

/** In Japanese and in English. */
type Words = readonly [ja: string, en: string];

function named(facet: string, value: string, facetWords: Words, label: Words, position = 0): FacetToken {
  const [[facetJa, facetEn], [labelJa, labelEn]] = [facetWords, label];
  return { ...wordToken(facet, value), words: { facetJa, facetEn, labelJa, labelEn, position } };
}
