import type { Sql } from '@depachika/database/database.ts';
import { baseSynonyms } from '../synonyms/base/base-synonyms.ts';
import type { SynonymGroup } from '../synonyms/synonym.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** More words of a catalogue are not kept in memory: the rarest are left out. */
const MAX_WORDS = 20_000;
/** Groups of staff; creating one more is refused. */
export const MAX_SYNONYMS = 5_000;

interface WordRow extends Record<string, unknown> {
  readonly label: boolean;
  readonly word: string;
  readonly count: number;
}

/** The words of the catalogue as its documents hold them, and those of staff: two statements that read each document. */
export async function readVocabulary(sql: Sql): Promise<Vocabulary> {
  const words = await sql.query<WordRow>(WORDS);
  const own = await sql.query<SynonymGroup & Record<string, unknown>>(
    `SELECT terms, narrower FROM catalog.synonyms ORDER BY id LIMIT ${MAX_SYNONYMS}`,
  );
  return createVocabulary({
    names: words.filter(({ label }) => !label),
    labels: words.filter(({ label }) => label),
    base: baseSynonyms(),
    own,
  });
}

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
