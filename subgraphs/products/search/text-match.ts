import type { Concept, SearchQuery } from './search-query.ts';
import { SHORTEST_END, scriptOf, splitText, wantedLexemes, withoutLongVowels } from './search-text.ts';

/** SQL of a relation with the values of its parameters. */
export interface TextMatch {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Rows `s` of product_shelves that are on a list, in SQL; its parameters are numbered below those of the match. */
export interface ShelvedRows {
  /** The shelf. */
  readonly shelf: string;
  /** The condition on `s`, its shelf apart. */
  readonly matches: string;
}

/** How much of what a query finds is weighed, and among which products it is looked for. */
export interface MatchBounds {
  readonly shelved?: ShelvedRows | undefined;
  /** So many at most are weighed exactly. */
  readonly nearest?: number;
  /** So many at most are looked at, of those that have its own words if there are any, whichever they are; all, unless it is given. */
  readonly candidates?: number;
}

/** Hits that are weighed exactly: fifty pages of twenty. */
export const NEAREST = 300;

/**
 * What a query finds among products on sale: a relation `(product_id text, rank bigint)`, to be put in brackets. The
 * lower rank is the better hit; ties are broken by `product_id`. Parameters are numbered from `$from` on.
 *
 * Every hit is there, once. Up to {@link NEAREST} are ranked by all of their points. Of more those are that are called so as
 * a whole, then in a word of their names, then the popular ones; the others follow in that order.
 *
 * Queries with as many things to look for have the same text, whatever these are, so that few plans serve all.
 */
export function textMatch(query: SearchQuery, from: number, bounds: MatchBounds = {}): TextMatch {
  const { shelved, nearest = NEAREST } = bounds;
  const values: unknown[] = [];
  const given = (value: unknown, type: string) => `$${from + values.push(value) - 1}::${type}`;
  const concepts = query.concepts.map((concept) => ({ ...concept, places: placesOf(concept) }));
  const points = concepts.map((concept) => pointsOf(concept, given));
  const columns = concepts.map((_, index) => `c${index}`);
  const required = columns.filter((_, index) => query.concepts[index]!.required);
  // Materialized: whatever this is joined with, each product's points are computed once.
  const hits = `WITH hits AS MATERIALIZED (
      SELECT d.product_id, d.at, LEAST(d.popularity, ${MOST_POPULAR}) AS popularity, ${bonusOf(query, given)} AS bonus,
        CASE WHEN ${calledSo(query, given)} THEN ${POINTS.word} ELSE 0 END AS named, ${shelved ? 's.in_stock' : 'NULL::boolean'} AS in_stock
      FROM ${documentsOf(query, given, bounds)} ${shelved ? onShelfSql(shelved) : ''}
      WHERE ${hitOf(concepts, given)}
    ), placed AS MATERIALIZED (
      SELECT hits.*, row_number() OVER (ORDER BY bonus + named DESC, popularity DESC, product_id) AS place FROM hits
    ), scored AS MATERIALIZED (
      SELECT placed.product_id, placed.popularity, placed.bonus, ${shelved ? 'placed.in_stock' : IN_STOCK} AS in_stock,
        ${points.map((sql, index) => `${sql} AS c${index}`).join(',\n        ')}
      FROM placed ${documentAt('placed.at')}
      WHERE placed.place <= ${nearest}
    )
    SELECT product_id,
      (${MOST_POINTS} - (${columns.join(' + ')} + bonus
        - CASE WHEN in_stock THEN 0 ELSE ${UNAVAILABLE} END))::bigint * ${MOST_POPULAR + 1}
        + (${MOST_POPULAR} - CASE WHEN ${required.map((column) => `${column} >= ${CALLED_SO}`).join(' AND ')}
          THEN popularity ELSE 0 END) AS rank
    FROM scored
    UNION ALL
    SELECT product_id, (${2 * MOST_POINTS} - bonus - named)::bigint * ${MOST_POPULAR + 1} + (${MOST_POPULAR} - popularity)
    FROM placed WHERE place > ${nearest}`;
  if (query.sku === undefined) return { sql: hits, values };
  // An article number is a hit before all others; a product that is found both ways stands once.
  return {
    sql: `SELECT product_id, min(rank) AS rank FROM ((${hits}) UNION ALL
      SELECT product_id, 0::bigint FROM (${skuHits(query.sku, given, shelved)}) numbered) found GROUP BY product_id`,
    values,
  };
}

/** The same products as those of {@link textMatch}, which nobody weighs: a relation `(product_id text)` for counts. */
export function textHits(query: SearchQuery, from: number): TextMatch {
  const values: unknown[] = [];
  const given = (value: unknown, type: string) => `$${from + values.push(value) - 1}::${type}`;
  const concepts = query.concepts.map((concept) => ({ ...concept, places: placesOf(concept) }));
  const hits = `SELECT d.product_id FROM ${documentsOf(query, given, {})} WHERE ${hitOf(concepts, given)}`;
  const all = query.sku === undefined ? hits : `${hits} UNION ${skuHits(query.sku, given, undefined)}`;
  // Materialized: whatever this is joined with, and in which order, each document is looked at once.
  return { sql: `WITH hits AS MATERIALIZED (${all}) SELECT product_id FROM hits`, values };
}

/**
 * SQL: the documents `d` that the index gives, each fetched from its place. What the planner knows of texts and of a new shop
 * is too little to choose: it read all documents in a row, and took their lexemes apart.
 */
function documentsOf(query: SearchQuery, given: Given, { candidates }: MatchBounds): string {
  const lexemes = given(candidatesOf(query, waysToSay), 'tsquery');
  if (candidates === undefined)
    return `catalog.documents_with(${lexemes}) AS few (at) ${documentAt('few.at')}`;
  const own = given(
    candidatesOf(query, ({ own: words }) => words),
    'tsquery',
  );
  return `catalog.some_documents(${own}, ${lexemes}, ${candidates}) AS few (at) ${documentAt('few.at')}`;
}

/** SQL: the document `d` at this place. OFFSET 0 keeps the planner from joining the whole table instead. */
function documentAt(place: string): string {
  return `CROSS JOIN LATERAL (
        SELECT ctid AS at, product_id, names, words, reading, category, above, brand, rest, loose, popularity
        FROM catalog.search_documents WHERE ctid = ${place} OFFSET 0) d`;
}

/**
 * SQL: the row `s` of the product of `d`, if it is on the list: by its key, for each. The condition stands outside: with its status
 * every index of lists seems as good as the key to a planner without statistics, and most of these are read from end to end.
 */
function onShelfSql({ shelf, matches }: ShelvedRows): string {
  return `JOIN LATERAL (
        SELECT * FROM catalog.product_shelves WHERE product_id = d.product_id AND shelf = ${shelf} OFFSET 0) s ON ${matches}`;
}

function skuHits(sku: string, given: Given, shelved: ShelvedRows | undefined): string {
  return `SELECT DISTINCT v.product_id FROM catalog.product_variants v
      JOIN catalog.search_documents d ON d.product_id = v.product_id ${shelved ? onShelfSql(shelved) : ''}
      WHERE replace(v.sku, '-', '') LIKE ${given(`${sku}%`, 'text')}`;
}

/** More than any hit can have, so that ranks are never negative. */
const MOST_POINTS = 20_000;
/** Of document `d`: what its row in the list of the whole shop says. */
const IN_STOCK = `COALESCE((SELECT s.in_stock FROM catalog.product_shelves s
        WHERE s.product_id = d.product_id AND s.shelf = ''), true)`;
/** What out of stock takes off: less than one step between fields, so that it decides among hits of one kind. */
const UNAVAILABLE = 4;
const MOST_POPULAR = 999_999;
/**
 * From so many points on a product is called what was asked for. Of these the more popular one goes first; of several kinds
 * of it none does: how often each is ordered says nothing about which one was meant.
 */
const CALLED_SO = 70;

type Given = (value: unknown, type: string) => string;

/** Where a product has what was asked for: as a word of its name, in the beginning of one, in its reading, anywhere. */
const POINTS = {
  word: 100,
  beginning: 85,
  reading: 80,
  sameWord: 75,
  inside: 65,
  narrowerWord: 55,
  hidden: 50,
  sameInside: 40,
  // Nowhere in its names:
  category: 60,
  brand: 50,
  above: 45,
  narrowerCategory: 40,
  loose: 35,
  rest: 25,
  sameRest: 20,
} as const;

/** What a name is worth more when its category is of the same kind: an ale on the shelf of beers. */
const IN_ITS_CATEGORY = 10;

type Place = readonly [column: string, patterns: readonly string[], points: number];

interface Places {
  readonly inNames: readonly Place[];
  readonly elsewhere: readonly Place[];
}

interface PlacedConcept extends Concept {
  readonly places: Places;
}

/** All places of a concept, whichever of them have a pattern; the best first. */
function placesOf(concept: Concept): Places {
  return { inNames: placesInNames(concept), elsewhere: placesElsewhere(concept) };
}

/** The best place at which a product has a concept, in points; 0 when it has not. */
function pointsOf(concept: PlacedConcept, given: Given): string {
  const { inNames, elsewhere } = concept.places;
  const category = like('d.category', labelsOf(concept), given);
  const ofCategory = `CASE WHEN ${category} THEN ${IN_ITS_CATEGORY} ELSE 0 END`;
  return `COALESCE(${best(inNames, 'NULL', given)} + ${ofCategory}, ${best(elsewhere, '0', given)})`;
}

/** Whether a product has everything that it must have. Most have it as a word of their names, or in their category: these are looked at first. */
function hitOf(concepts: readonly PlacedConcept[], given: Given): string {
  return concepts
    .filter(({ required }) => required)
    .map(({ places: { inNames, elsewhere } }) => {
      const [first, ...others] = [...inNames, ...elsewhere];
      const ofColumns = Map.groupBy(others, ([column]) => column);
      const looked = [
        ['words', first![1]] as const,
        ...COLUMNS.map((column) => {
          const ofColumn = ofColumns.get(column) ?? [];
          return [column, ofColumn.flatMap(([, patterns]) => patterns)] as const;
        }),
      ];
      return `(${looked.map(([column, patterns]) => like(`d.${column}`, patterns, given)).join(' OR ')})`;
    })
    .join(' AND ');
}

const COLUMNS = ['category', 'words', 'names', 'reading', 'brand', 'above', 'loose', 'rest'];

/** Whether everything that it must have is a word of its names. */
function calledSo({ concepts }: SearchQuery, given: Given): string {
  return concepts
    .filter(({ required }) => required)
    .map(({ own, isWord }) =>
      like(
        'd.words',
        own.flatMap((text) => wholeWords(text, isWord)),
        given,
      ),
    )
    .join(' AND ');
}

function labelsOf({ own, same }: Concept): string[] {
  return [...own, ...same].flatMap(asLabel);
}

function placesElsewhere(concept: Concept): Place[] {
  const { own, same, narrower } = concept;
  const category = labelsOf(concept);
  return [
    ['category', category, POINTS.category],
    ['brand', own.flatMap(asLabel), POINTS.brand],
    ['above', category, POINTS.above],
    ['category', narrower.flatMap(asLabel), POINTS.narrowerCategory],
    // Of what was not typed two kana are found in too much: the シュ of シュー in 信州.
    [
      'loose',
      [
        ...own.flatMap(inLoose),
        ...[...same, ...narrower].filter(isLong).flatMap(inLoose).filter(isLongPattern),
      ],
      POINTS.loose,
    ],
    // Sentences have no gaps between words: two kana are found in ショコラティエ.
    ['rest', own.filter(isLong).flatMap(asLabel), POINTS.rest],
    ['rest', same.filter(isLong).flatMap(asLabel), POINTS.sameRest],
  ];
}

function placesInNames({ own, same, narrower, isWord }: Concept): Place[] {
  const other = [...same, ...narrower].filter(isLong);
  const isKnown = isWord || same.length > 0;
  const isHidden = own[0]!.length === 1 && !isWord;
  const [anywhere, read] = [own.flatMap(inside), own.flatMap(inReading)];
  // What can be said in other words as well is looked for in names: the マグ of マグロ is no mug.
  const isRead = same.length === 0;
  return [
    ['words', own.flatMap((text) => wholeWords(text, isWord)), POINTS.word],
    ['words', isKnown ? [] : own.flatMap(beginnings), POINTS.beginning],
    ['reading', isRead ? read : [], POINTS.reading],
    ['words', same.flatMap((text) => wholeWords(text)), POINTS.sameWord],
    ['names', isHidden ? [] : anywhere, POINTS.inside],
    ['words', narrower.flatMap((text) => wholeWords(text)), POINTS.narrowerWord],
    ['names', isHidden ? anywhere : [], POINTS.hidden],
    ['names', other.flatMap(inside), POINTS.sameInside],
    ['reading', [...(isRead ? [] : read), ...other.flatMap(inReading)], POINTS.sameInside],
  ];
}

function best(places: readonly Place[], otherwise: string, given: Given): string {
  const branches = places.map(
    ([column, patterns, points]) => `WHEN ${like(`d.${column}`, patterns, given)} THEN ${points}`,
  );
  return `CASE ${branches.join(' ')} ELSE ${otherwise} END`;
}

/** What the index finds products by: every concept that counts, each by one of these ways to say it. */
function candidatesOf({ concepts }: SearchQuery, waysOf: (concept: Concept) => readonly string[]): string {
  return concepts
    .filter(({ required }) => required)
    .map((concept) => `(${waysOf(concept).map(wantedLexemes).join(' | ')})`)
    .join(' & ');
}

function waysToSay({ own, same, narrower }: Concept): string[] {
  const exact = [...own, ...same, ...narrower];
  const loose = exact.map(withoutLongVowels).filter((text) => text.length > 1);
  return [...new Set([...exact, ...loose])];
}

/** What the query as a whole is worth: a name, a shelf, the beginning of a name, or words that stand together in one. */
function bonusOf({ phrase, concepts }: SearchQuery, given: Given): string {
  const joined = scriptOf(phrase) === 'latin' ? phrase : phrase.replaceAll(' ', '');
  const whole = `%^ ${joined} $%`;
  const isKanji = scriptOf(joined) === 'kanji' && (joined.length > 1 || concepts[0]!.isWord);
  const begins = isKanji ? `%^ ${joined}%` : `%^ ${splitText(joined)} %`;
  const isNamed = concepts.some(({ same }) => same.length > 0);
  const read = isNamed ? [] : [`%^ ${joined}%`];
  const together = concepts.length > 1 ? [`%${joined}%`] : [];
  const [concept, ...others] = concepts;
  const shelf =
    concept && others.length === 0 ? [...concept.own, ...concept.same].map((text) => `%^ ${text} $%`) : [];
  return `CASE WHEN ${like('d.names', [whole], given)} OR ${like('d.reading', [whole], given)} THEN 4000
        WHEN ${like('d.category', shelf, given)} THEN 3000
        WHEN ${like('d.words', [begins], given)} THEN 2000
        WHEN ${like('d.reading', read, given)} THEN 1000
        WHEN ${like('d.names', together, given)} THEN 150 ELSE 0 END`;
}

/** SQL: that a column has one of these patterns, and of none that it has not: the text is the same for any number. */
function like(column: string, patterns: readonly string[], given: Given): string {
  return `${column} LIKE ANY (${given([...new Set(patterns)], 'text[]')})`;
}

// Folding leaves only letters and digits in a word: nothing in it is a wildcard.

/** In kana and Latin letters a part of a word is another one: パン is not in パンプキン. Kanji make words of words. */
function wholeWords(text: string, isWord = true): string[] {
  const split = splitText(text);
  switch (scriptOf(text)) {
    case 'latin':
      return [`% ${text} %`, `% ${text}s %`, `% ${text}es %`];
    case 'kana':
      // Two kana are the end of too much: ビア of コロンビア.
      return text.length < 3 ? [`% ${text} %`] : [`%${split} %`];
    default:
      return text.length > 1 || isWord ? [`% ${split}%`, `%${split} %`] : [`%${split} %`];
  }
}

function beginnings(text: string): string[] {
  const script = scriptOf(text);
  return script === 'latin' || (script === 'kana' && text.length === 1) ? [`% ${text}%`] : [];
}

/** Anywhere in a name, but one letter or kana: that is the beginning of a word. The end of a long English word too: cheesecake. */
function inside(text: string): string[] {
  switch (scriptOf(text)) {
    case 'latin':
      return text.length < SHORTEST_END ? [] : [`%${text} %`];
    case 'kana':
      return text.length === 1 ? [] : [`%${text}%`];
    default:
      return [`%${text}%`];
  }
}

/** Two kana would be found in too much. */
function isLong(text: string): boolean {
  return scriptOf(text) !== 'kana' || text.length > 2;
}

function inLoose(text: string): string[] {
  const short = withoutLongVowels(text);
  return short !== text && short.length > 1 ? [`%${short}%`] : [];
}

/** Of a pattern of {@link inLoose}. */
function isLongPattern(pattern: string): boolean {
  return isLong(pattern.slice(1, -1));
}

function asLabel(text: string): string[] {
  const script = scriptOf(text);
  return script === 'latin' || (script === 'kana' && text.length === 1) ? [`% ${text}%`] : [`%${text}%`];
}

/** A reading has no gaps between words: two kana count at its begin or end alone. */
function inReading(text: string): string[] {
  if (scriptOf(text) !== 'kana') return [];
  if (text.length === 1) return [`^ ${text}%`];
  return text.length === 2 ? [`^ ${text}%`, `%${text} $`] : [`%${text}%`];
}
