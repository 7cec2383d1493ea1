import type { Sql, Transaction } from '@depachika/database/database.ts';
import { NO_PAGE_TEXTS, type PageTexts } from './page-texts.ts';

/** What was written for the pages of each of these, also where nobody wrote any. One statement. */
export async function findPageTexts(sql: Sql, subjects: readonly string[]): Promise<Map<string, PageTexts>> {
  const rows = await sql.query<PageTexts & Record<string, unknown> & { subject: string }>(
    `SELECT subject, title_ja AS "titleJa", title_en AS "titleEn", description_ja AS "descriptionJa",
       description_en AS "descriptionEn", version FROM catalog.page_texts WHERE subject = ANY($1::text[])`,
    [subjects],
  );
  const found = new Map(rows.map(({ subject, ...texts }) => [subject, texts as PageTexts]));
  return new Map(subjects.map((subject) => [subject, found.get(subject) ?? NO_PAGE_TEXTS]));
}

/** @returns false when somebody else wrote meanwhile: `version` is one above the one that must be there */
export async function savePageTexts(tx: Transaction, subject: string, texts: PageTexts): Promise<boolean> {
  const { titleJa, titleEn, descriptionJa, descriptionEn, version } = texts;
  const saved = await tx.query(
    `INSERT INTO catalog.page_texts AS page (subject, title_ja, title_en, description_ja, description_en, version)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (subject) DO UPDATE SET title_ja = $2, title_en = $3, description_ja = $4, description_en = $5,
       version = $6
     WHERE page.version = $6 - 1 RETURNING subject`,
    [subject, titleJa, titleEn, descriptionJa, descriptionEn, version],
  );
  return saved.length > 0;
}

/** Whether there is a product, category, brand or collection of this id that has a page. */
export async function hasPage(sql: Sql, subject: string): Promise<boolean> {
  const [found] = await sql.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM catalog.products WHERE id = $1 AND deleted_at IS NULL)
         OR EXISTS (SELECT FROM catalog.categories WHERE id = $1)
         OR EXISTS (SELECT FROM catalog.brands WHERE id = $1)
         OR EXISTS (SELECT FROM catalog.collections WHERE id = $1) AS found`,
    [subject],
  );
  return found!.found;
}
