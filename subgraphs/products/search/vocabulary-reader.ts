import type { Sql } from '@depachika/database/database.ts';
import { baseSynonyms } from '../synonyms/base/base-synonyms.ts';
import type { SynonymGroup } from '../synonyms/synonym.ts';
import { MAX_SYNONYMS } from '../synonyms/synonym-store.ts';
import { exactText, partsOf } from './search-text.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** More words of a catalogue are not kept in memory: the rarest are left out. */
const MAX_WORDS = 20_000;

interface WordRow extends Record<string, unknown> {
  readonly label: boolean;
  readonly word: string;
  readonly count: number;
}

/** A category or brand, with the texts that it can be called by: exact ones. */
export interface SearchLabel {
  readonly kind: 'CATEGORY' | 'BRAND';
  readonly id: string;
  readonly texts: readonly string[];
}

/** Every word that the shop knows. */
export interface ShopWords {
  readonly vocabulary: Vocabulary;
  readonly labels: readonly SearchLabel[];
}

interface LabelRow extends Record<string, unknown> {
  readonly kind: 'CATEGORY' | 'BRAND';
  readonly id: string;
  readonly names: string[];
}

/** The words of the catalogue as its documents hold them, and those of staff: three statements that read each document. */
export async function readShopWords(sql: Sql): Promise<ShopWords> {
  const words = await sql.query<WordRow>(WORDS);
  const own = await sql.query<SynonymGroup & Record<string, unknown>>(
    `SELECT terms, narrower FROM catalog.synonyms ORDER BY id LIMIT ${MAX_SYNONYMS}`,
  );
  const labels = await sql.query<LabelRow>(LABELS);
  return {
    vocabulary: createVocabulary({
      names: words.filter(({ label }) => !label),
      labels: words.filter(({ label }) => label),
      base: baseSynonyms(),
      own,
    }),
    labels: labels.map(({ names, ...label }) => ({ ...label, texts: names.flatMap(partsOf).map(exactText) })),
  };
}

const LABELS = `
  (SELECT 'CATEGORY' AS kind, id, ARRAY[name_ja, name_en] AS names FROM catalog.categories ORDER BY position, id LIMIT 2000)
  UNION ALL
  (SELECT 'BRAND', id, ARRAY[name_ja, name_en, name_kana] FROM catalog.brands ORDER BY id LIMIT 5000)`;

const WORDS = `
  SELECT false AS label, word, count(*)::int AS count
  FROM catalog.search_documents d
  CROSS JOIN LATERAL (
    SELECT string_to_table(translate(d.words, '^$', ''), ' ') UNION SELECT trim(translate(d.reading, '^$', ''))
  ) AS of_product (word)
  WHERE word <> '' GROUP BY word
  UNION ALL
  SELECT true, trim(word), count(*)::int
  FROM catalog.search_documents d
  CROSS JOIN LATERAL (
    SELECT unnest(string_to_array(d.category || d.above || d.brand, '$'))
  ) AS of_product (marked)
  CROSS JOIN LATERAL (SELECT replace(marked, '^', '')) AS plain (word)
  WHERE trim(word) <> '' GROUP BY trim(word)
  ORDER BY 3 DESC, 2 LIMIT ${MAX_WORDS}`;
