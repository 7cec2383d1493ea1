import { foldedText, offeredLexemes, partsOf } from './search-text.ts';

/** What a product on sale is found by, as its tables hold it. */
export interface DocumentSource {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly nameKana: string;
  readonly brand: string;
  readonly brandEn: string;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
  /** Of its category. */
  readonly category: readonly string[];
  /** Of the categories above that. */
  readonly above: readonly string[];
  /** What its variants are called. */
  readonly options: readonly string[];
}

/**
 * The same, folded. Every text stands between `^ ` and ` $`, so that where it begins and ends can be asked for; words stand
 * between spaces.
 */
export interface SearchDocument {
  /** Names in both languages. */
  readonly names: string;
  /** The same, apart wherever the script changes. */
  readonly words: string;
  readonly reading: string;
  readonly category: string;
  readonly above: string;
  readonly brand: string;
  /** Descriptions and options. */
  readonly rest: string;
  /** Names, reading, categories and brands without long vowels. */
  readonly loose: string;
  /** What the index finds it by. */
  readonly lexemes: readonly string[];
}

/** Counts up when documents of before would be found by other terms or texts: they are made anew at the start. */
export const DOCUMENT_FORM = 2;

export function searchDocument(source: DocumentSource): SearchDocument {
  const names = [source.nameJa, source.nameEn].map(foldedText);
  const reading = [foldedText(source.nameKana)];
  const brand = [source.brand, source.brandEn].map(foldedText);
  const category = source.category.flatMap(partsOf).map(foldedText);
  const above = source.above.flatMap(partsOf).map(foldedText);
  const rest = [source.descriptionJa, source.descriptionEn, ...source.options].map(foldedText);
  const called = [...names, ...reading, ...brand, ...category, ...above];
  const offered = [
    ...called.flatMap(({ exact, split, loose }) => [exact, split, loose]),
    ...rest.flatMap(({ exact, split }) => [exact, split]),
  ];
  return {
    names: marked(names.map(({ exact }) => exact)),
    words: marked(names.map(({ split }) => split)),
    reading: marked(reading.map(({ exact }) => exact)),
    category: marked(category.map(({ exact }) => exact)),
    above: marked(above.map(({ exact }) => exact)),
    brand: marked(brand.map(({ exact }) => exact)),
    rest: marked(rest.map(({ exact }) => exact)),
    loose: marked(called.map(({ loose }) => loose)),
    lexemes: [...new Set(offered.flatMap(offeredLexemes))],
  };
}

function marked(texts: readonly string[]): string {
  return texts
    .filter((text) => text !== '')
    .map((text) => `^ ${text} $`)
    .join('');
}
