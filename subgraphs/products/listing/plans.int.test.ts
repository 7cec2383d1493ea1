import type { Database, Transaction } from '@depachika/database/database.ts';
import { demoCatalogue } from '@depachika/demo/catalogue/catalogue.ts';
import { demoLocations } from '@depachika/demo/locations.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepAvailability, shelveAvailability } from '../availability/availability-store.ts';
import { copyCatalogue } from '../catalogue/bulk-catalogue.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import { countPieces, findBestSellers } from '../popularity/popularity-store.ts';
import { lockBrandedAfter, lockListedAfter, lockPlacedAfter } from '../rewrites/affected-products.ts';
import { readSearchQuery } from '../search/search-query.ts';
import type { Vocabulary } from '../search/vocabulary.ts';
import { readShopWords } from '../search/vocabulary-reader.ts';
import { findSuggestions } from '../suggestions/suggestion-reader.ts';
import { countListings, findFacets } from './facet-reader.ts';
import type { ListingPage, ProductSort, Selection } from './listing.ts';
import { findListings } from './listing-reader.ts';
import { NO_FILTER, readProductFilter, withDeliverable } from './product-filter.ts';

const { categories, products } = demoCatalogue();
const category = categories.find(({ slug }) => slug === 'mochi-manju')!.id;
const departments = categories.filter(({ parentId }) => parentId === null).map(({ id }) => id);
let brand: string;
let server: TestDatabase;
let database: Database;
let vocabulary: Vocabulary;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products', { statementTimeoutMs: 60_000 });
  await seedProductsDemo({ database });
  vocabulary = (await readShopWords(database)).vocabulary;
  const [made] = await database.query<{ id: string }>('SELECT min(brand_id) AS id FROM catalog.products');
  brand = made!.id;
});
afterAll(() => server?.close());

/** A sale of every third variant. */
const SALES = `INSERT INTO catalog.variant_sales (variant_id, product_id, price_yen, regular_price_yen, starts_at, ends_at, actor,
    next_attempt_at)
  SELECT id, product_id, 1, price_yen, now() + '1 day', now() + '2 days', 'SYSTEM:test', now() + '1 day'
  FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM catalog.product_variants) v WHERE place % 3 = 0`;

type Ask = (sql: Pick<Database, 'query'>) => Promise<unknown>;

/** Tables of which the statements of `ask` read every row. */
async function readWhole(ask: Ask): Promise<string[]> {
  return (await plansOf(ask)).flatMap(wholeTables);
}

/** Indexes by which the statements of `ask` find rows of this table. */
async function indexesRead(table: string, ask: Ask): Promise<string[]> {
  const scans = (await plansOf(ask)).flatMap(nodesOf).filter((node) => node['Relation Name'] === table);
  return [...new Set(scans.map((node) => node['Index Name'] ?? node['Node Type']))];
}

async function plansOf(ask: Ask): Promise<PlanNode[]> {
  const plans: PlanNode[] = [];
  await ask({
    async query(text, values) {
      const plan = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (FORMAT JSON) ${text}`,
        values,
      );
      plans.push(plan[0]!['QUERY PLAN'][0].Plan);
      return database.query(text, values);
    },
  });
  return plans;
}

/** Source: PostgreSQL 15 documentation, EXPLAIN; as much of it as is read here. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/** The tree of categories and the words of facets are small, whatever the catalogue. */
const SMALL = ['categories', 'facet_values'];

function wholeTables({ 'Node Type': kind, 'Relation Name': table, Plans: below = [] }: PlanNode): string[] {
  const isWhole = kind === 'Seq Scan' && table !== undefined && !SMALL.includes(table);
  return [...(isWhole ? [table] : []), ...below.flatMap(wholeTables)];
}

const selected = (input: object, query?: string): Selection => {
  const read = readProductFilter(input);
  return {
    status: 'ACTIVE',
    filter: read.kind === 'filter' ? read.filter : NO_FILTER,
    query: query === undefined ? undefined : readSearchQuery(query, vocabulary),
  };
};
const page = (selection: Selection, sort: ProductSort, more: Partial<ListingPage> = {}): ListingPage => ({
  ...{ selection, sort, limit: 21, after: undefined, before: undefined, backward: false },
  ...more,
});

describe('in a shop that was filled a moment ago, of which the database knows no statistics,', () => {
  it.each<[string, () => string[]]>([
    ['the whole shop', () => ['']],
    ['departments', () => departments],
  ])('each hit of a search below a price is looked up by its key: in %s', async (_, shelves) => {
    const selection = selected({ maxPriceYen: 9_000_000 }, '栗');
    const search: Ask = (sql) => findListings(sql, shelves(), page(selection, 'RELEVANCE'));
    expect(await indexesRead('product_shelves', search)).toEqual(['product_shelves_pkey']);
  });
});

describe('in a large catalogue no statement reads a whole table of it:', () => {
  beforeAll(async () => {
    await copyCatalogue(database, 7);
    await database.query(SALES);
    await database.query('ANALYZE catalog.variant_sales');
  });

  it.each<ProductSort>(['NEWEST', 'POPULARITY', 'PRICE_ASC', 'PRICE_DESC', 'NAME'])(
    'a list by %s, from either end',
    async (sort) => {
      const cursor = [/^(?:PRICE|POPULAR)/.test(sort) ? 1_000 : 'ア', 'prd_0'] as const;
      for (const more of [{}, { after: cursor }, { before: cursor, backward: true }])
        for (const shelf of ['', category])
          expect(
            await readWhole((sql) => findListings(sql, [shelf], page(selected({}), sort, more))),
          ).toEqual([]);
    },
  );

  it('one page of each department', async () => {
    expect(await readWhole((sql) => findListings(sql, departments, page(selected({}), 'NEWEST')))).toEqual(
      [],
    );
  });

  it.each<[string, () => object]>([
    ['of one brand', () => ({ brandIds: [brand] })],
    ['in stock, of some price', () => ({ inStock: true, minPriceYen: 1_000, maxPriceYen: 1_200 })],
    [
      'of an option that few have',
      () => ({ options: [{ name: 'サイズ', values: ['XL'] }], brandIds: [brand] }),
    ],
  ])('a list that is narrowed: %s', async (_, input) => {
    for (const shelf of ['', category])
      expect(
        await readWhole((sql) => findListings(sql, [shelf], page(selected(input()), 'PRICE_ASC'))),
      ).toEqual([]);
  });

  it('the facets and the total of a category, whatever is chosen', async () => {
    for (const input of [{}, { brandIds: [brand], inStock: true, maxPriceYen: 3_000 }])
      for (const read of [findFacets, countListings])
        expect(await readWhole((sql) => read(sql, [category], selected(input)))).toEqual([]);
  });

  it('what can be delivered: its list, facets and total, and what stock that moves changes', async () => {
    const [here, there] = demoLocations.map(({ id }) => id) as [string, string];
    const selection = selected({ brandIds: [brand] });
    for (const locationIds of [[], [here], [here, there]]) {
      const filter = withDeliverable(selection.filter, { kind: 'some', locationIds, maxLeadTimeDays: 1 });
      const deliverable = { ...selection, filter };
      for (const shelf of ['', category])
        expect(await readWhole((sql) => findListings(sql, [shelf], page(deliverable, 'POPULARITY')))).toEqual(
          [],
        );
      for (const read of [findFacets, countListings])
        expect(await readWhole((sql) => read(sql, [category], deliverable))).toEqual([]);
    }
    const variants = products.slice(0, 30).flatMap((product) => product.variants.map(({ id }) => id));
    const told = variants.map((variantId) => ({ variantId, locationId: here, available: false, version: 9 }));
    expect(await readWhole((sql) => keepAvailability(sql as Transaction, told))).toEqual([]);
    expect(await readWhole((sql) => shelveAvailability(sql as Transaction, variants))).toEqual([]);
  });

  it('how many products every department has', async () => {
    expect(await readWhole((sql) => countListings(sql, departments, selected({})))).toEqual([]);
  });

  it('a search, its facets and its total', async () => {
    const selection = selected({}, '栗きんつば');
    expect(await readWhole((sql) => findListings(sql, [''], page(selection, 'RELEVANCE')))).toEqual([]);
    expect(await readWhole((sql) => findFacets(sql, [''], selection))).toEqual([]);
    expect(await readWhole((sql) => countListings(sql, [category], selection))).toEqual([]);
  });

  it('suggestions, of a beginning that few products have or many', async () => {
    for (const prefix of ['栗キン', '抹茶', 'ch', 'チョコ', '日本酒']) {
      const query = readSearchQuery(prefix, vocabulary);
      expect(await readWhole((sql) => findSuggestions(sql, { prefix, query, first: 8 }))).toEqual([]);
    }
  });

  it('best sellers of the shop and of a category, and what an order changes', async () => {
    const pieces = products.slice(0, 40).map(({ id }) => ({ productId: id, date: '2026-11-26', units: 2 }));
    await database.transaction({ name: 'test.count' }, (tx) => countPieces(tx, pieces));
    for (const shelf of ['', category])
      expect(await readWhole((sql) => findBestSellers(sql, { shelf, first: 10 }))).toEqual([]);
    const counting = readWhole((sql) => countPieces(sql as Transaction, pieces));
    expect(await counting).toEqual([]);
  });

  it('details', async () => {
    const ids = products.slice(0, 50).map(({ id }) => id);
    const tables = await readWhole((sql) => findProducts(sql, ids));
    // Once a server has counted the few brands, reading them all costs what looking up fifty does.
    expect(tables.filter((table) => table !== 'brands')).toEqual([]);
  });

  it('a piece of the products of a category, of a list and of a brand', async () => {
    const pieces = [
      [lockPlacedAfter, category],
      [lockListedAfter, departments[0]!],
      [lockBrandedAfter, brand],
    ] as const;
    for (const [lockPiece, subject] of pieces) {
      const piece = { after: products[100]!.id, limit: 20 };
      expect(await readWhole((sql) => lockPiece(sql as Transaction, subject, piece))).toEqual([]);
    }
  });
});
