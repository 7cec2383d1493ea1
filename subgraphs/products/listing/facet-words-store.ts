import type { Transaction } from '@depachika/database/database.ts';
import type { WordTokens } from './facet-tokens.ts';

/**
 * Keeps what people read of a word of the shop's vocabulary, in the transaction that edits the word: all products that
 * have it show the new words at once, however many they are. The word's own row is locked.
 */
export async function keepFacetWords(tx: Transaction, { own, shown }: WordTokens): Promise<void> {
  if (own.length === 0) return;
  const rows = shown.map(({ words, ...token }) => ({ ...token, ...words }));
  await tx.query(
    'DELETE FROM catalog.facet_values WHERE token = ANY($1::text[]) AND token <> ALL ($2::text[])',
    [own, rows.map(({ token }) => token)],
  );
  await tx.query(
    `INSERT INTO catalog.facet_values (token, facet, value, facet_ja, facet_en, label_ja, label_en, position)
     SELECT "token", "facet", "value", "facetJa", "facetEn", "labelJa", "labelEn", "position"
     FROM jsonb_to_recordset($1::jsonb) AS new ("token" text, "facet" text, "value" text, "facetJa" text, "facetEn" text,
       "labelJa" text, "labelEn" text, "position" int)
     ON CONFLICT (token) DO UPDATE SET facet_ja = excluded.facet_ja, facet_en = excluded.facet_en,
       label_ja = excluded.label_ja, label_en = excluded.label_en, position = excluded.position`,
    [JSON.stringify(rows)],
  );
}

/**
 * Gives a brand or a category its new name in facets, in the transaction that names it. Whoever writes its products afterwards finds
 * the name known, and does not wait for the others who do.
 */
export async function renameFacetValue(
  tx: Transaction,
  token: string,
  { labelJa, labelEn }: { readonly labelJa: string; readonly labelEn: string },
): Promise<void> {
  await tx.query('UPDATE catalog.facet_values SET label_ja = $2, label_en = $3 WHERE token = $1', [
    token,
    labelJa,
    labelEn,
  ]);
}
