import type { Database } from '@depachika/database/database.ts';

/**
 * Copies every product of a catalogue, with all that is theirs, so often under ids of their own. Written by whole tables,
 * for measurements and for tests of plans; copies share names and brands, and differ in prices and article numbers.
 */
export async function copyCatalogue(database: Database, copies: number): Promise<void> {
  await database.transaction({ name: 'products.copyCatalogue', timeoutMs: 1_800_000 }, async (tx) => {
    for (const statement of [PRODUCTS, VARIANTS, PRICES, DETAILS, AVAILABILITY, SHELVES, DOCUMENTS])
      await tx.query(statement, [copies]);
    // The history of prices is checked at the commit, row by row: by its index once it is known to be large.
    await tx.query('ANALYZE catalog.product_variants, catalog.variant_prices');
  });
  // Besides counting rows, it says which pages need no second look.
  for (const table of TABLES) await database.query(`VACUUM (ANALYZE) catalog.${table}`);
}

/** SQL: the id of a copy: valid, sorted by number of copy, and never that of another thing. */
const copied = (id: string) => `overlay(${id} placing lpad(n::text, 5, '0') from 6 for 5)`;
const COPY = 'generate_series(1, $1::int) AS n';

const PRODUCTS = `INSERT INTO catalog.products
  SELECT new.* FROM catalog.products old CROSS JOIN ${COPY}, jsonb_populate_record(old, jsonb_build_object(
    'id', ${copied('old.id')}, 'slug', old.slug || '-' || n, 'min_price_yen', old.min_price_yen + n, 'max_price_yen', old.max_price_yen + n)) AS new`;

const VARIANTS = `INSERT INTO catalog.product_variants
  SELECT new.* FROM catalog.product_variants old CROSS JOIN ${COPY}, jsonb_populate_record(old, jsonb_build_object(
    'id', ${copied('old.id')}, 'product_id', ${copied('old.product_id')}, 'sku', old.sku || '-' || n,
    'price_yen', old.price_yen + n)) AS new`;

const PRICES = `INSERT INTO catalog.variant_prices
  SELECT new.* FROM catalog.variant_prices old CROSS JOIN ${COPY}, jsonb_populate_record(old, jsonb_build_object(
    'variant_id', ${copied('old.variant_id')}, 'price_yen', old.price_yen + n)) AS new`;

const DETAILS = `INSERT INTO catalog.product_details
  SELECT new.* FROM catalog.product_details old CROSS JOIN ${COPY}, jsonb_populate_record(old, jsonb_build_object(
    'product_id', ${copied('old.product_id')})) AS new`;

const AVAILABILITY = `INSERT INTO catalog.variant_availability
  SELECT new.* FROM catalog.variant_availability old CROSS JOIN ${COPY}, jsonb_populate_record(old, jsonb_build_object(
    'variant_id', ${copied('old.variant_id')})) AS new`;

const SHELVES = `INSERT INTO catalog.product_shelves
  SELECT new.* FROM catalog.product_shelves old CROSS JOIN ${COPY}, jsonb_populate_record(old, jsonb_build_object(
    'product_id', ${copied('old.product_id')}, 'min_price_yen', old.min_price_yen + n)) AS new`;

const DOCUMENTS = `INSERT INTO catalog.search_documents
  SELECT new.* FROM catalog.search_documents old CROSS JOIN ${COPY}, jsonb_populate_record(old, jsonb_build_object(
    'product_id', ${copied('old.product_id')})) AS new`;

const TABLES = [
  'products',
  'search_documents',
  'product_variants',
  'variant_availability',
  'product_shelves',
  'facet_values',
  'categories',
];
