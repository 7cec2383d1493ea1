import type { Concept, SearchQuery } from './search-query.ts';
import { SHORTEST_END, scriptOf, splitText, wantedLexemes, withoutLongVowels } from './search-text.ts';

/** SQL of a relation with the values of its parameters. */
export interface TextMatch {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** How much of what a query finds is weighed, and among which products it is looked for. */
export interface MatchBounds {
  /** SQL behind the document `d`, a join that leaves products out; its parameters are numbered below those of the match. */
  readonly within?: string;
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
 */
export function textMatch(query: SearchQuery, from: number, bounds: MatchBounds = {}): TextMatch {
  const { within = '', nearest = NEAREST } = bounds;
  const values: unknown[] = [];
  const given = (value: unknown, type: string) => `$${from + values.push(value) - 1}::${type}`;
  const points = query.concepts.map((concept) => pointsOf(concept, given));
  const columns = query.concepts.map((_, index) => `c${index}`);
  const required = columns.filter((_, index) => query.concepts[index]!.required);
  // Materialized: whatever this is joined with, each product's points are computed once.
  const hits = `WITH hits AS MATERIALIZED (
      SELECT d.product_id, d.at, LEAST(d.popularity, ${MOST_POPULAR}) AS popularity, ${bonusOf(query, given)} AS bonus,
        CASE WHEN ${calledSo(query, given)} THEN ${POINTS.word} ELSE 0 END AS named
      FROM ${documentsOf(query, given, bounds)} ${within}
      WHERE ${hitOf(query, given)}
    ), placed AS MATERIALIZED (
      SELECT hits.*, row_number() OVER (ORDER BY bonus + named DESC, popularity DESC, product_id) AS place FROM hits
    ), scored AS MATERIALIZED (
      SELECT placed.product_id, placed.popularity, placed.bonus, ${IN_STOCK} AS in_stock,
        ${points.map((sql, index) => `${sql} AS c${index}`).join(',\n        ')}
      FROM placed JOIN catalog.search_documents d ON d.ctid = placed.at
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
      SELECT product_id, 0::bigint FROM (${skuHits(query.sku, given, within)}) numbered) found GROUP BY product_id`,
    values,
  };
}

/** The same products as those of {@link textMatch}, which nobody weighs: a relation `(product_id text)` for counts. */
export function textHits(query: SearchQuery, from: number): TextMatch {
  const values: unknown[] = [];
  const given = (value: unknown, type: string) => `$${from + values.push(value) - 1}::${type}`;
  const hits = `SELECT d.product_id FROM ${documentsOf(query, given, {})} WHERE ${hitOf(query, given)}`;
  if (query.sku === undefined) return { sql: hits, values };
  return { sql: `${hits} UNION ${skuHits(query.sku, given, '')}`, values };
}

/** SQL: the documents `d` that the index gives. */
function documentsOf(query: SearchQuery, given: Given, { candidates }: MatchBounds): string {
  const lexemes = given(candidatesOf(query, waysToSay), 'tsquery');
  if (candidates === undefined)
    return `(SELECT *, ctid AS at FROM catalog.search_documents WHERE lexemes @@ ${lexemes}) d`;
  const own = given(
    candidatesOf(query, ({ own: words }) => words),
    'tsquery',
  );
  return `(SELECT document.*, document.ctid AS at FROM catalog.some_documents(${own}, ${lexemes}, ${candidates}) AS few (at)
    JOIN catalog.search_documents document ON document.ctid = few.at) d`;
}

function skuHits(sku: string, given: Given, within: string): string {
  return `SELECT DISTINCT v.product_id FROM catalog.product_variants v
      JOIN catalog.search_documents d ON d.product_id = v.product_id ${within}
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

/** The best place at which a product has a concept, in points; 0 when it has not. */
function pointsOf(concept: Concept, given: Given): string {
  const category = like('d.category', labelsOf(concept), given);
  const ofCategory = `CASE WHEN ${category} THEN ${IN_ITS_CATEGORY} ELSE 0 END`;
  const [names, elsewhere] = [placesInNames(concept), placesElsewhere(concept)];
  return `COALESCE(${best(names, 'NULL', given)} + ${ofCategory}, ${best(elsewhere, '0', given)})`;
}

/** Whether a product has everything that it must have. Most have it as a word of their names, or in their category: these are looked at first. */
function hitOf({ concepts }: SearchQuery, given: Given): string {
  return concepts
    .filter(({ required }) => required)
    .map((concept) => {
      const all = [...inOrder(placesInNames(concept)), ...inOrder(placesElsewhere(concept))];
      const places = all.toSorted(([one], [other]) => lateness(one) - lateness(other));
      return `(${places.map(([column, patterns]) => like(`d.${column}`, patterns, given)).join(' OR ')})`;
    })
    .join(' AND ');
}

function lateness(column: string): number {
  const early = ['words', 'category'].indexOf(column);
  return early < 0 ? 2 : early;
}

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
  return [
    ['words', own.flatMap((text) => wholeWords(text, isWord)), POINTS.word],
    ['words', isKnown ? [] : own.flatMap(beginnings), POINTS.beginning],
    // What can be said in other words as well is looked for in names: the マグ of マグロ is no mug.
    ['reading', own.flatMap(inReading), same.length === 0 ? POINTS.reading : POINTS.sameInside],
    ['words', same.flatMap((text) => wholeWords(text)), POINTS.sameWord],
    ['names', own.flatMap(inside), own[0]!.length === 1 && !isWord ? POINTS.hidden : POINTS.inside],
    ['words', narrower.flatMap((text) => wholeWords(text)), POINTS.narrowerWord],
    ['names', other.flatMap(inside), POINTS.sameInside],
    ['reading', other.flatMap(inReading), POINTS.sameInside],
  ];
}

/** The best first; those without a pattern are none. */
function inOrder(places: readonly Place[]): Place[] {
  return places
    .filter(([, patterns]) => patterns.length > 0)
    .toSorted(([, , one], [, , other]) => other - one);
}

function best(places: readonly Place[], otherwise: string, given: Given): string {
  const branches = inOrder(places).map(
    ([column, patterns, points]) => `WHEN ${like(`d.${column}`, patterns, given)} THEN ${points}`,
  );
  return branches.length === 0 ? otherwise : `CASE ${branches.join(' ')} ELSE ${otherwise} END`;
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
  const read = isNamed ? '' : `WHEN ${like('d.reading', [`%^ ${joined}%`], given)} THEN 1000`;
  const together = concepts.length > 1 ? `WHEN ${like('d.names', [`%${joined}%`], given)} THEN 150` : '';
  const [concept, ...others] = concepts;
  const shelf =
    concept && others.length === 0 ? [...concept.own, ...concept.same].map((text) => `%^ ${text} $%`) : [];
  const onItsShelf = shelf.length > 0 ? `WHEN ${like('d.category', shelf, given)} THEN 3000` : '';
  return `CASE WHEN ${like('d.names', [whole], given)} OR ${like('d.reading', [whole], given)} THEN 4000
        ${onItsShelf}
        WHEN ${like('d.words', [begins], given)} THEN 2000
        ${read}
        ${together} ELSE 0 END`;
}

function like(column: string, patterns: readonly string[], given: Given): string {
  const [only, more] = patterns;
  if (more === undefined) return `${column} LIKE ${given(only, 'text')}`;
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
