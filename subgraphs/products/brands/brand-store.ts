import type { Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { claimSlugOfName } from '../slugs/slug-store.ts';
import type { BrandRecord } from './brand.ts';

/** Names of a brand as a product has them. */
export interface BrandNames {
  readonly brand: string;
  readonly brandEn?: string | undefined;
}

/**
 * The brand of each of these Japanese names. A name that no brand has becomes one; a brand without an English name takes
 * that of its product.
 */
export async function brandsOfProducts(
  tx: Transaction,
  products: readonly BrandNames[],
  now: Date,
): Promise<Map<string, string>> {
  const wanted = new Map(products.map(({ brand, brandEn }) => [brand, brandEn ?? '']));
  const known = await tx.query<{ id: string; name_ja: string; name_en: string }>(
    'SELECT id, name_ja, name_en FROM catalog.brands WHERE name_ja = ANY($1::text[])',
    [[...wanted.keys()]],
  );
  const ids = new Map(known.map(({ name_ja, id }) => [name_ja, id]));
  for (const [nameJa, nameEn] of [...wanted].sort()) {
    if (!ids.has(nameJa)) ids.set(nameJa, await foundBrand(tx, { nameJa, nameEn, now }));
  }
  const unnamed = known.filter(({ name_ja, name_en }) => name_en === '' && wanted.get(name_ja) !== '');
  for (const { id, name_ja } of unnamed) {
    await tx.query(`UPDATE catalog.brands SET name_en = $2 WHERE id = $1 AND name_en = ''`, [
      id,
      wanted.get(name_ja),
    ]);
  }
  return ids;
}

/** @returns the id of the brand of this name, which another may have founded at the same time */
async function foundBrand(
  tx: Transaction,
  { nameJa, nameEn, now }: { readonly nameJa: string; readonly nameEn: string; readonly now: Date },
): Promise<string> {
  const id = newId('brd');
  const inserted = await tx.query(
    `INSERT INTO catalog.brands (id, slug, name_ja, name_en, created_at, updated_at)
     VALUES ($1, $1, $2, $3, $4, $4) ON CONFLICT (name_ja) DO NOTHING RETURNING id`,
    [id, nameJa, nameEn, now],
  );
  if (inserted.length > 0) {
    const slug = await claimSlugOfName(tx, { kind: 'BRAND', subject: id, name: nameEn });
    await tx.query('UPDATE catalog.brands SET slug = $2 WHERE id = $1', [id, slug]);
    return id;
  }
  const [other] = await tx.query<{ id: string }>('SELECT id FROM catalog.brands WHERE name_ja = $1', [
    nameJa,
  ]);
  return other!.id;
}

/** @throws DatabaseFault 23505 on `brands_name_ja_key` when another has this name */
export async function insertBrand(tx: Transaction, brand: BrandRecord, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO catalog.brands (id, slug, name_ja, name_en, name_kana, description_ja, description_en, version,
       created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [...columnsOf(brand), now],
  );
}

/** Stores a brand that is locked. @throws DatabaseFault as {@link insertBrand} */
export async function saveBrand(tx: Transaction, brand: BrandRecord, now: Date): Promise<void> {
  await tx.query(
    `UPDATE catalog.brands SET slug = $2, name_ja = $3, name_en = $4, name_kana = $5, description_ja = $6,
       description_en = $7, version = $8, updated_at = $9 WHERE id = $1`,
    [...columnsOf(brand), now],
  );
}

export async function lockBrand(tx: Transaction, id: string): Promise<BrandRecord | undefined> {
  const rows = await tx.query<BrandRecord & Record<string, unknown>>(
    `SELECT id, slug, name_ja AS "nameJa", name_en AS "nameEn", name_kana AS "nameKana",
       description_ja AS "descriptionJa", description_en AS "descriptionEn", version
     FROM catalog.brands WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0];
}

/** Some ids of the products of a brand, deleted ones too, behind this one in their order. */
export async function findProductsOfBrand(
  sql: Sql,
  brandId: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'SELECT id FROM catalog.products WHERE brand_id = $1 AND id > $2 ORDER BY id LIMIT $3',
    [brandId, after, limit],
  );
  return rows.map(({ id }) => id);
}

/** Lets products that are locked repeat the names of their brands. */
export async function repeatBrand(tx: Transaction, productIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE catalog.products p SET brand = b.name_ja, brand_en = b.name_en
     FROM catalog.brands b WHERE b.id = p.brand_id AND p.id = ANY($1::text[])`,
    [productIds],
  );
}

function columnsOf({
  id,
  slug,
  nameJa,
  nameEn,
  nameKana,
  descriptionJa,
  descriptionEn,
  version,
}: BrandRecord) {
  return [id, slug, nameJa, nameEn, nameKana, descriptionJa, descriptionEn, version];
}
