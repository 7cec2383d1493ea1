import type { Concept, SearchQuery } from './search-query.ts';
import { SHORTEST_END, scriptOf, splitText, wantedLexemes, withoutLongVowels } from './search-text.ts';

/** SQL of a relation with the values of its parameters. */
export interface TextMatch {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * What a query finds among products on sale: a relation `(product_id text, rank bigint)`, to be put in brackets. The
 * lower rank is the better hit; ties are broken by `product_id`. Parameters are numbered from `$from` on.
 */
export function textMatch(query: SearchQuery, from: number): TextMatch {
  const values: unknown[] = [];
  const given = (value: unknown, type: string) => `$${from + values.push(value) - 1}::${type}`;
  const points = query.concepts.map((concept) => pointsOf(concept, given));
  const columns = query.concepts.map((_, index) => `c${index}`);
  const matched = columns.filter((_, index) => query.concepts[index]!.required);
  // Materialized: whatever this is joined with, each product's points are computed once.
  const hits = `WITH scored AS MATERIALIZED (
      SELECT d.product_id, d.popularity, d.available,
        ${points.map((sql, index) => `${sql} AS c${index}`).join(',\n        ')},
        ${bonusOf(query, given)} AS bonus
      FROM catalog.search_documents d
      WHERE d.lexemes @@ ${given(candidatesOf(query), 'tsquery')}
    )
    SELECT product_id,
      (${MOST_POINTS} - (${columns.join(' + ')} + bonus
        - CASE WHEN available THEN 0 ELSE ${UNAVAILABLE} END))::bigint * ${MOST_POPULAR + 1}
        + (${MOST_POPULAR} - LEAST(popularity, ${MOST_POPULAR})) AS rank
    FROM scored WHERE ${matched.map((column) => `${column} > 0`).join(' AND ')}`;
  if (query.sku === undefined) return { sql: hits, values };
  // An article number is a hit before all others; a product that is found both ways stands once.
  const sku = given(`${query.sku}%`, 'text');
  return {
    sql: `SELECT product_id, min(rank) AS rank FROM ((${hits}) UNION ALL
      SELECT v.product_id, 0::bigint AS rank FROM catalog.product_variants v
      JOIN catalog.search_documents d ON d.product_id = v.product_id
      WHERE replace(v.sku, '-', '') LIKE ${sku}) found GROUP BY product_id`,
    values,
  };
}

/** More than any hit can have, so that ranks are never negative. */
const MOST_POINTS = 20_000;
/** What out of stock takes off: less than one step between fields, so that it decides among hits of one kind. */
const UNAVAILABLE = 4;
const MOST_POPULAR = 999_999;

type Given = (value: unknown, type: string) => string;

/** In the words of a name: whole or its end (パン in 食パン), in the beginning of one, anywhere. */
const POINTS = {
  word: 100,
  beginning: 85,
  reading: 80,
  sameWord: 75,
  inside: 65,
  category: 60,
  narrowerWord: 55,
  brand: 50,
  above: 45,
  sameInside: 40,
  loose: 35,
  rest: 25,
  sameRest: 20,
} as const;

/** The best place at which a product has a concept, in points; 0 when it has not. */
function pointsOf({ own, same, narrower }: Concept, given: Given): string {
  const other = [...same, ...narrower];
  const all = [...own, ...other];
  const loose = all.map((text) => [text, withoutLongVowels(text)] as const);
  const cases: [column: string, patterns: readonly string[], points: number][] = [
    ['words', own.flatMap(wholeWords), POINTS.word],
    ['words', own.flatMap(beginnings), POINTS.beginning],
    ['reading', own.flatMap(inReading), POINTS.reading],
    ['words', same.flatMap(asWord), POINTS.sameWord],
    ['names', own.flatMap(inside), POINTS.inside],
    ['category', [...own, ...same].flatMap(asLabel), POINTS.category],
    ['words', narrower.flatMap(asWord), POINTS.narrowerWord],
    ['brand', own.flatMap(asLabel), POINTS.brand],
    ['above', [...own, ...same].flatMap(asLabel), POINTS.above],
    ['names', other.flatMap(inside), POINTS.sameInside],
    ['reading', other.filter((text) => text.length > 2).flatMap(inReading), POINTS.sameInside],
    ['category', narrower.flatMap(asLabel), POINTS.sameInside],
    [
      'loose',
      loose.filter(([text, short]) => short !== text && short.length > 1).map(([, short]) => `%${short}%`),
      POINTS.loose,
    ],
    ['rest', own.flatMap(asLabel), POINTS.rest],
    ['rest', same.flatMap(asLabel), POINTS.sameRest],
  ];
  const branches = cases
    .filter(([, patterns]) => patterns.length > 0)
    .map(([column, patterns, points]) => `WHEN ${like(`d.${column}`, patterns, given)} THEN ${points}`);
  return `CASE ${branches.join(' ')} ELSE 0 END`;
}

/** What the index finds products by: every concept that counts, each by one of the ways to say it. */
function candidatesOf({ concepts }: SearchQuery): string {
  return concepts
    .filter(({ required }) => required)
    .map((concept) => `(${waysToSay(concept).map(wantedLexemes).join(' | ')})`)
    .join(' & ');
}

function waysToSay({ own, same, narrower }: Concept): string[] {
  const exact = [...own, ...same, ...narrower];
  const loose = exact.map(withoutLongVowels).filter((text) => text.length > 1);
  return [...new Set([...exact, ...loose])];
}

/** What the query as a whole is worth: a name, the beginning of one, or words that stand together in one. */
function bonusOf({ phrase, concepts }: SearchQuery, given: Given): string {
  const joined = scriptOf(phrase) === 'latin' ? phrase : phrase.replaceAll(' ', '');
  const whole = `%^ ${joined} $%`;
  const begins = scriptOf(joined) === 'kanji' ? `%^ ${joined}%` : `%^ ${splitText(joined)} %`;
  const together = concepts.length > 1 ? `WHEN ${like('d.names', [`%${joined}%`], given)} THEN 150` : '';
  return `CASE WHEN ${like('d.names', [whole], given)} OR ${like('d.reading', [whole], given)} THEN 4000
        WHEN ${like('d.words', [begins], given)} THEN 2000
        WHEN ${like('d.reading', [`%^ ${joined}%`], given)} THEN 1000
        ${together} ELSE 0 END`;
}

function like(column: string, patterns: readonly string[], given: Given): string {
  const [only, more] = patterns;
  if (more === undefined) return `${column} LIKE ${given(only, 'text')}`;
  return `${column} LIKE ANY (${given([...new Set(patterns)], 'text[]')})`;
}

// Folding leaves only letters and digits in a word: nothing in it is a wildcard.

/** In kana and Latin letters a part of a word is another one: パン is not in パンプキン. Kanji make words of words. */
function wholeWords(text: string): string[] {
  const split = splitText(text);
  switch (scriptOf(text)) {
    case 'latin':
      return [`% ${text} %`];
    case 'kana':
      return text.length === 1 ? [] : [`%${split} %`];
    default:
      return [`% ${split}%`, `%${split} %`];
  }
}

function beginnings(text: string): string[] {
  return scriptOf(text) === 'latin' || text.length === 1 ? [`% ${text}%`] : [];
}

function asWord(text: string): string[] {
  return scriptOf(text) === 'latin' ? [`% ${text}%`] : wholeWords(text);
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
