import type { Sql, Transaction } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { kanaSortKey } from '@depachika/text/kana-order.ts';
import { brandsOfProducts } from '../brands/brand-store.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import { MAX_PER_ORDER, type NewVariant, type ProductRecord } from '../catalogue/product.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import { WHOLE_SHOP } from '../listing/listing.ts';
import { refreshDocuments } from '../search/search-document-store.ts';

/** A product as it is to be stored, without its variants. */
export interface ProductState
  extends Omit<ProductRecord, 'variants' | 'imageUrl' | 'createdAt' | 'updatedAt' | 'deleted' | 'brandId'> {
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
  /** From the top down to its category. */
  readonly path: readonly CategoryRecord[];
  /** Its address, which it has claimed. */
  readonly slug: string;
}

export interface StoredVariant extends NewVariant {
  readonly id: string;
  readonly productId: string;
  readonly position: number;
}

/**
 * The product, locked until the transaction ends; variants change under their product's lock. A deleted one is not
 * found. The lock comes first: a row that was waited for is read again by the second statement.
 */
export async function lockProduct(tx: Sql, id: string): Promise<ProductRecord | undefined> {
  return (await lockProducts(tx, [id])).get(id);
}

/** As {@link lockProduct}, in the order of their ids: two who want the same ones do not wait for each other in a circle. */
export async function lockProducts(tx: Sql, ids: readonly string[]): Promise<Map<string, ProductRecord>> {
  if (ids.length === 0) return new Map();
  const locked = await tx.query<{ id: string }>(
    'SELECT id FROM catalog.products WHERE id = ANY($1::text[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE',
    [ids],
  );
  if (locked.length === 0) return new Map();
  return findProducts(
    tx,
    locked.map(({ id }) => id),
  );
}

/** A product that was read, as it would be stored again. */
export function toState(product: ProductRecord, path: readonly CategoryRecord[]): ProductState {
  return {
    ...product,
    createdAt: new Date(product.createdAt),
    updatedAt: new Date(product.updatedAt),
    deletedAt: product.deleted ? new Date(product.updatedAt) : null,
    path,
    slug: product.slug!,
  };
}

/**
 * Inserts or overwrites products, each of its brand, and puts each on its shelves and into the search: seven statements for any number. What
 * filters find them by is to be kept with `keepTokens`, once everything of them is stored.
 */
export async function saveProducts(tx: Transaction, states: readonly ProductState[]): Promise<void> {
  const brands = await brandsOfProducts(tx, states, states[0]!.updatedAt);
  const rows = states.map((state) => ({ ...toColumns(state), brand_id: brands.get(state.brand) }));
  await tx.query(UPSERT_PRODUCTS, [JSON.stringify(rows)]);
  await putOnShelves(tx, states);
}

/**
 * Puts products that are stored on the shelves of their places, and into the search: five statements for any number. Facets of
 * theirs are to be kept with `keepTokens` as well.
 */
export async function putOnShelves(tx: Transaction, states: readonly ProductState[]): Promise<void> {
  await tx.query('DELETE FROM catalog.product_shelves WHERE product_id = ANY($1::text[])', [
    states.map(({ id }) => id),
  ]);
  await refreshDocuments(
    tx,
    states.map(({ id }) => id),
  );
  const shelved = states.filter(({ deletedAt }) => deletedAt === null).flatMap(toShelves);
  if (shelved.length === 0) return;
  await tx.query(
    `INSERT INTO catalog.product_shelves (shelf, status, product_id, min_price_yen, name_kana, name_key)
     SELECT shelf, status, product_id, min_price_yen, name_kana, name_key
     FROM jsonb_to_recordset($1::jsonb)
       AS s (shelf text, status text, product_id text, min_price_yen int, name_kana text, name_key text)`,
    [JSON.stringify(shelved)],
  );
}

/** Who sets a price, and since when it is one. */
export interface PriceSetting {
  readonly actor: Actor;
  readonly since: Date;
}

/** @throws DatabaseFault 23505 on `product_variants_sku_key` when an article number is taken */
export async function insertVariants(
  tx: Transaction,
  variants: readonly StoredVariant[],
  setting: PriceSetting,
): Promise<void> {
  await tx.query(
    `INSERT INTO catalog.product_variants (id, product_id, sku, option_values, price_yen, weight_grams,
       max_per_order, position)
     SELECT v."id", v."productId", v."sku",
            ARRAY(SELECT jsonb_array_elements_text(v."optionValues")), v."priceYen", v."weightGrams",
            v."maxPerOrder", v."position"
     FROM jsonb_to_recordset($1::jsonb) AS v ("id" text, "productId" text, "sku" text, "optionValues" jsonb,
       "priceYen" int, "weightGrams" int, "maxPerOrder" int, "position" int)`,
    [JSON.stringify(variants)],
  );
  const prices = variants.map(({ id, priceYen }) => ({ variantId: id, version: 1, priceYen, ...setting }));
  await insertAll(tx, { table: 'catalog.variant_prices', rows: prices });
}

/**
 * Stores variants whose products are locked. @param newPrice who set the prices of those that have `hasNewPrice`: all of
 * them unless it is given, none without a setting
 */
export async function saveVariants(
  tx: Transaction,
  variants: readonly {
    readonly id: string;
    readonly sku: string;
    readonly priceYen: number;
    readonly weightGrams: number;
    readonly maxPerOrder?: number;
    readonly version: number;
  }[],
  newPrice: PriceSetting | undefined,
  hasNewPrice: (variantId: string) => boolean = () => true,
): Promise<void> {
  if (variants.length === 0) return;
  await tx.query(
    `UPDATE catalog.product_variants v SET price_yen = new."priceYen", weight_grams = new."weightGrams",
       max_per_order = coalesce(new."maxPerOrder", ${MAX_PER_ORDER}), version = new."version", sku = new."sku"
     FROM jsonb_to_recordset($1::jsonb) AS new ("id" text, "sku" text, "priceYen" int, "weightGrams" int,
       "maxPerOrder" int, "version" int) WHERE v.id = new."id"`,
    [JSON.stringify(variants)],
  );
  if (!newPrice) return;
  const priced = variants.filter(({ id }) => hasNewPrice(id));
  const rows = priced.map(({ id, version, priceYen }) => ({ variantId: id, version, priceYen, ...newPrice }));
  await insertAll(tx, { table: 'catalog.variant_prices', rows });
}

/** Takes variants out of sale, or back; their products are locked. */
export async function setWithdrawn(
  tx: Transaction,
  ids: readonly string[],
  withdrawnAt: Date | null,
): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('UPDATE catalog.product_variants SET withdrawn_at = $2 WHERE id = ANY($1::text[])', [
    ids,
    withdrawnAt,
  ]);
}

/** Gives variants of a locked product other option values. Each takes its own id first: two may change places. */
export async function saveOptionValues(
  tx: Transaction,
  variants: readonly { readonly id: string; readonly optionValues: readonly string[] }[],
): Promise<void> {
  const ids = variants.map(({ id }) => id);
  await tx.query('UPDATE catalog.product_variants SET option_values = ARRAY[id] WHERE id = ANY($1::text[])', [
    ids,
  ]);
  await tx.query(
    `UPDATE catalog.product_variants v SET option_values = ARRAY(SELECT jsonb_array_elements_text(n."optionValues"))
     FROM jsonb_to_recordset($1::jsonb) AS n ("id" text, "optionValues" jsonb) WHERE v.id = n."id"`,
    [JSON.stringify(variants)],
  );
}

/** Lets other variants have the article numbers of a product that is deleted. */
export async function freeSkus(tx: Transaction, productId: string): Promise<void> {
  await tx.query('UPDATE catalog.product_variants SET sku_freed = true WHERE product_id = $1', [productId]);
}

/** @returns one of these article numbers that is in use, if any */
export async function findTakenSku(sql: Sql, skus: readonly string[]): Promise<string | undefined> {
  const [first] = [...(await findSkus(sql, skus)).keys()].sort();
  return first;
}

/** The product of each of these article numbers that is in use. */
export async function findSkus(sql: Sql, skus: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ sku: string; product_id: string }>(
    'SELECT sku, product_id FROM catalog.product_variants WHERE sku = ANY($1::text[]) AND NOT sku_freed',
    [skus],
  );
  return new Map(rows.map(({ sku, product_id }) => [sku, product_id]));
}

const UPSERT_PRODUCTS = `
  INSERT INTO catalog.products (id, name_ja, name_en, name_kana, description_ja, description_en, brand, brand_en,
    category_id, status, tax_class, options, min_price_yen, max_price_yen, version, created_at, updated_at, deleted_at,
    slug, brand_id)
  SELECT id, name_ja, name_en, name_kana, description_ja, description_en, brand, brand_en, category_id, status,
    tax_class, options, min_price_yen, max_price_yen, version, created_at, updated_at, deleted_at, slug, brand_id
  FROM jsonb_to_recordset($1::jsonb) AS p (id text, name_ja text, name_en text, name_kana text, description_ja text,
    description_en text, brand text, brand_en text, category_id text, status text, tax_class text, options jsonb, min_price_yen int,
    max_price_yen int, version int, created_at timestamptz, updated_at timestamptz, deleted_at timestamptz,
    slug text, brand_id text)
  ON CONFLICT (id) DO UPDATE SET
    name_ja = excluded.name_ja, name_en = excluded.name_en, name_kana = excluded.name_kana,
    description_ja = excluded.description_ja, description_en = excluded.description_en, brand = excluded.brand,
    brand_en = excluded.brand_en,
    category_id = excluded.category_id, status = excluded.status, tax_class = excluded.tax_class, options = excluded.options,
    min_price_yen = excluded.min_price_yen, max_price_yen = excluded.max_price_yen, version = excluded.version,
    updated_at = excluded.updated_at, deleted_at = excluded.deleted_at,
    slug = excluded.slug, brand_id = excluded.brand_id`;

function toColumns(state: ProductState) {
  return {
    id: state.id,
    name_ja: state.nameJa,
    name_en: state.nameEn,
    name_kana: state.nameKana,
    description_ja: state.descriptionJa,
    description_en: state.descriptionEn,
    brand: state.brand,
    brand_en: state.brandEn ?? '',
    category_id: state.categoryId,
    status: state.status,
    tax_class: state.taxClass,
    options: state.options,
    min_price_yen: state.minPriceYen,
    max_price_yen: state.maxPriceYen,
    version: state.version,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    deleted_at: state.deletedAt,
    slug: state.slug,
  };
}

function toShelves({ id, status, minPriceYen, nameKana, path }: ProductState) {
  const shelves = [WHOLE_SHOP, ...path.map((category) => category.id)];
  return shelves.map((shelf) => ({
    shelf,
    status,
    product_id: id,
    min_price_yen: minPriceYen,
    name_kana: nameKana,
    name_key: kanaSortKey(nameKana),
  }));
}
