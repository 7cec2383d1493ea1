import type { Database, Sql } from '@depachika/database/database.ts';
import { MAX_DEPTH } from '../catalogue/category.ts';
import { popularitySql } from '../popularity/popularity-store.ts';
import { DOCUMENT_FORM, type DocumentSource, searchDocument } from './search-document.ts';

interface SourceRow extends DocumentSource, Record<string, unknown> {
  readonly id: string;
}

/**
 * Writes anew what these products are found by, and forgets those that are not on sale: three statements for any number.
 * To be called in the transaction of whatever changes their names, brands, descriptions, options, status or categories.
 */
export async function refreshDocuments(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const sources = await sql.query<SourceRow>(SOURCES, [ids]);
  await sql.query(
    `DELETE FROM catalog.search_documents WHERE product_id = ANY($1::text[]) AND product_id <> ALL ($2::text[])`,
    [ids, sources.map(({ id }) => id)],
  );
  if (sources.length === 0) return;
  const rows = sources.map((source) => ({
    product_id: source.id,
    form: DOCUMENT_FORM,
    ...searchDocument(source),
  }));
  await sql.query(UPSERT_DOCUMENTS, [JSON.stringify(rows)]);
}

/**
 * Makes the documents of products that have none, or one of an older form, at each start: SQL alone cannot fold texts. Until
 * then such products are not found.
 */
export async function fillDocuments(database: Database): Promise<void> {
  let after = '';
  while (true) {
    const rows = await database.query<{ id: string }>(
      `SELECT p.id FROM catalog.products p LEFT JOIN catalog.search_documents d ON d.product_id = p.id
       WHERE p.status = 'ACTIVE' AND p.id > $1 AND d.form IS DISTINCT FROM $2
       ORDER BY p.id LIMIT ${BATCH}`,
      [after, DOCUMENT_FORM],
    );
    if (rows.length === 0) return;
    after = rows.at(-1)!.id;
    await database.transaction({ name: 'products.fillDocuments', timeoutMs: 60_000 }, async (tx) => {
      const ids = rows.map(({ id }) => id);
      await tx.query('SELECT id FROM catalog.products WHERE id = ANY($1::text[]) ORDER BY id FOR SHARE', [
        ids,
      ]);
      await refreshDocuments(tx, ids);
    });
  }
}

const BATCH = 500;

const SOURCES = `
  SELECT p.id, p.name_ja AS "nameJa", p.name_en AS "nameEn", p.name_kana AS "nameKana", p.brand, p.brand_en AS "brandEn",
         p.description_ja AS "descriptionJa", p.description_en AS "descriptionEn",
         ARRAY[own.name_ja, own.name_en] AS category,
         ARRAY(
           WITH RECURSIVE above AS (
             SELECT c.name_ja, c.name_en, c.parent_id, 1 AS distance
             FROM catalog.categories c WHERE c.id = own.parent_id
             UNION ALL
             SELECT c.name_ja, c.name_en, c.parent_id, above.distance + 1
             FROM catalog.categories c JOIN above ON c.id = above.parent_id WHERE above.distance < ${MAX_DEPTH}
           )
           SELECT unnest(ARRAY[name_ja, name_en]) FROM above
         ) AS above,
         ARRAY(
           SELECT called.value FROM jsonb_array_elements(p.options) AS option (content)
           CROSS JOIN LATERAL jsonb_array_elements_text(
             COALESCE(option.content->'values', '[]') || COALESCE(option.content->'valuesEn', '[]')) AS called (value)
         ) AS options
  FROM catalog.products p JOIN catalog.categories own ON own.id = p.category_id
  WHERE p.id = ANY($1::text[]) AND p.status = 'ACTIVE' AND p.deleted_at IS NULL`;

const UPSERT_DOCUMENTS = `
  INSERT INTO catalog.search_documents (product_id, form, names, words, reading, category, above, brand, rest, loose, lexemes,
    popularity)
  SELECT product_id, form, names, words, reading, category, above, brand, rest, loose,
         array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(lexemes))), ${popularitySql('d.product_id')}
  FROM jsonb_to_recordset($1::jsonb) AS d (product_id text, form int, names text, words text, reading text, category text,
    above text, brand text, rest text, loose text, lexemes jsonb)
  ON CONFLICT (product_id) DO UPDATE SET form = excluded.form, names = excluded.names, words = excluded.words,
    reading = excluded.reading, category = excluded.category, above = excluded.above, brand = excluded.brand,
    rest = excluded.rest, loose = excluded.loose, lexemes = excluded.lexemes`;
