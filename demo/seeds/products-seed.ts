import { type Clock, systemClock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import { insertDefinition } from '@depachika/products/attributes/attribute-store.ts';
import { type Availability, keepAvailability } from '@depachika/products/availability/availability-store.ts';
import type { CategoryRecord } from '@depachika/products/catalogue/category.ts';
import { priceRange } from '@depachika/products/catalogue/product.ts';
import { chooseProducts, saveCollection } from '@depachika/products/collections/collection-store.ts';
import { saveDetails } from '@depachika/products/details/details-store.ts';
import {
  insertVariants,
  type ProductState,
  saveProducts,
} from '@depachika/products/editing/product-store.ts';
import { keepTokens } from '@depachika/products/listing/token-store.ts';
import { keepOffers } from '@depachika/products/sale-prices/sale-store.ts';
import { insertSlugs } from '@depachika/products/slugs/slug-store.ts';
import { demoBrands } from '../catalogue/brands.ts';
import { type DemoCategory, type DemoProduct, demoCatalogue, demoPictures } from '../catalogue/catalogue.ts';
import { demoCollections } from '../catalogue/collections.ts';
import { DEMO_ATTRIBUTES, demoDetails } from '../catalogue/details.ts';
import { demoRelated } from '../catalogue/related.ts';
import { demoLevels } from '../locations.ts';

/** Fills an empty catalogue with the demo shop's; does nothing when there is a category or product. */
export async function seedProductsDemo({
  database,
  clock = systemClock,
}: {
  readonly database: Database;
  readonly clock?: Clock;
}): Promise<void> {
  const { categories, products } = demoCatalogue();
  await database.transaction({ name: 'products.seedDemo', timeoutMs: 60_000 }, async (tx) => {
    if (!(await isEmpty(tx))) return;
    await keepAvailability(tx, demoAvailability());
    await insertCategories(tx, categories);
    await insertSlugs(
      tx,
      categories.map(({ id, slug }) => ({ kind: 'CATEGORY', subject: id, slug })),
    );
    const tree = new Map(categories.map((category) => [category.id, toRecord(category)]));
    for (let from = 0; from < products.length; from += BATCH) {
      const batch = products.slice(from, from + BATCH);
      await saveProducts(
        tx,
        batch.map((product) => toState(product, pathTo(product.categoryId, tree))),
      );
      await insertSlugs(
        tx,
        batch.map(({ id, slug }) => ({ kind: 'PRODUCT', subject: id, slug })),
      );
      await insertVariants(
        tx,
        batch.flatMap((product) => product.variants.map((variant, position) => ({ ...variant, position }))),
        { actor: 'SYSTEM:demo', since: batch[0]!.createdAt },
      );
      await keepOffers(
        tx,
        batch.map(({ id }) => id),
        batch[0]!.createdAt,
      );
    }
    await describeBrands(tx);
    for (const definition of DEMO_ATTRIBUTES) await insertDefinition(tx, definition);
    for (const collection of demoCollections(clock.now())) {
      await insertSlugs(tx, [{ kind: 'COLLECTION', subject: collection.id, slug: collection.slug }]);
      await saveCollection(tx, collection);
      await chooseProducts(tx, collection.id, collection.productIds);
    }
    const related = demoRelated();
    for (let from = 0; from < related.length; from += BATCH)
      await insertAll(tx, { table: 'catalog.related_products', rows: related.slice(from, from + BATCH) });
    const details = demoDetails();
    for (let from = 0; from < details.length; from += BATCH)
      await saveDetails(tx, details.slice(from, from + BATCH));
    for (let from = 0; from < products.length; from += BATCH)
      await keepTokens(
        tx,
        products.slice(from, from + BATCH).map(({ id }) => id),
        clock.now(),
      );
  });
}

/** What inventory would have told of the demo's stock. */
function demoAvailability(): Availability[] {
  return demoLevels().map(({ variantId, locationId, onHand }) => ({
    variantId,
    locationId,
    available: onHand > 0,
    version: 0,
  }));
}

/** Products in one statement: a few megabytes of JSON. */
const BATCH = 500;

async function isEmpty(tx: Transaction): Promise<boolean> {
  const [found] = await tx.query<{ empty: boolean }>(
    'SELECT NOT EXISTS (SELECT FROM catalog.products) AND NOT EXISTS (SELECT FROM catalog.categories) AS empty',
  );
  return found!.empty;
}

async function insertCategories(tx: Transaction, categories: readonly DemoCategory[]): Promise<void> {
  const pictures = demoPictures();
  await tx.query(
    `INSERT INTO catalog.categories (id, slug, name_ja, name_en, parent_id, position, picture, created_at)
     SELECT "id", "slug", "nameJa", "nameEn", "parentId", "position", "picture", $2
     FROM jsonb_to_recordset($1::jsonb) AS c ("id" text, "slug" text, "nameJa" text, "nameEn" text,
       "parentId" text, "position" int, "picture" text)`,
    [
      JSON.stringify(
        categories.map((category) => ({ ...category, picture: pictures.get(category.slug) ?? 'box' })),
      ),
      demoCatalogue().products[0]!.createdAt,
    ],
  );
}

/** The brands are there: their products made them. */
async function describeBrands(tx: Transaction): Promise<void> {
  await tx.query(
    `UPDATE catalog.brands AS brand SET name_kana = told."nameKana", description_ja = told."descriptionJa",
       description_en = told."descriptionEn"
     FROM jsonb_to_recordset($1::jsonb) AS told ("nameJa" text, "nameKana" text, "descriptionJa" text,
       "descriptionEn" text)
     WHERE brand.name_ja = told."nameJa"`,
    [JSON.stringify(demoBrands())],
  );
}

function toState(product: DemoProduct, path: readonly CategoryRecord[]): ProductState {
  return {
    ...product,
    status: 'ACTIVE',
    options: product.options.map((option) => ({
      ...option,
      values: [...option.values],
      valuesEn: [...option.valuesEn],
    })),
    ...priceRange(product.variants),
    version: 1,
    updatedAt: product.createdAt,
    deletedAt: null,
    path,
  };
}

function pathTo(id: string, tree: ReadonlyMap<string, CategoryRecord>): CategoryRecord[] {
  const category = tree.get(id)!;
  return category.parentId === null ? [category] : [...pathTo(category.parentId, tree), category];
}

function toRecord({ id, slug, nameJa, nameEn, parentId }: DemoCategory): CategoryRecord {
  return { id, slug, nameJa, nameEn, parentId, picture: 'box' };
}
