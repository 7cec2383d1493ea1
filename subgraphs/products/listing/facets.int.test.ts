import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { demoCatalogue } from '@depachika/demo/catalogue/catalogue.ts';
import { demoLocations } from '@depachika/demo/locations.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCategory,
  addProduct,
  anonymous,
  productInput,
  staff,
  type TestShop,
  testShop,
  UPDATE_PRODUCT,
} from '../testing/test-shop.ts';
import { countListings, findFacets } from './facet-reader.ts';
import { type Facets, MAX_FACET_VALUES } from './facets.ts';
import { fillFacetTokens } from './fill-facet-tokens.ts';
import {
  type DeliverableGoods,
  type ProductFilterInput,
  readProductFilter,
  withDeliverable,
} from './product-filter.ts';

const { categories, products } = demoCatalogue();
const options = Map.groupBy(
  products.flatMap((product) =>
    product.options.flatMap(({ nameJa, values }) => values.map((value) => ({ nameJa, value }))),
  ),
  ({ nameJa }) => nameJa,
);
const [HERE, THERE] = [newId('loc'), newId('loc')];
const LOCATIONS = [HERE, THERE, ...demoLocations.map(({ id }) => id)];
/** Ids of brands. */
const brands: string[] = [];
let server: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  await seedProductsDemo({ database });
  await scatter();
  // Every third product has something in stock.
  await database.query(
    `UPDATE catalog.product_shelves SET in_stock = n % 3 = 0
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM catalog.products) p WHERE product_id = id`,
  );
  shop = await testShop(database);
  const made = await database.query<{ id: string }>('SELECT id FROM catalog.brands ORDER BY id');
  brands.push(...made.map(({ id }) => id));
});
afterAll(() => server?.close());

/** Puts variants here and there, and lets some products take days. */
async function scatter(): Promise<void> {
  await database.query(
    `INSERT INTO catalog.variant_availability (variant_id, location_id, available, version)
     SELECT id, (ARRAY[$1, $2])[1 + n % 2], n % 5 < 3, 1
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM catalog.product_variants) v`,
    [HERE, THERE],
  );
  await database.query(
    `UPDATE catalog.product_details SET lead_time_days = n % 6
     FROM (SELECT product_id AS id, row_number() OVER (ORDER BY product_id) AS n FROM catalog.product_details) d
     WHERE product_id = d.id`,
  );
  await database.query('ANALYZE catalog.products, catalog.product_variants, catalog.variant_availability');
  await database.query('UPDATE catalog.product_shelves SET tokens_version = 0');
  await fillFacetTokens({ database, clock: systemClock });
  await database.query('ANALYZE catalog.product_variants, catalog.variant_availability');
}

const some = <T>(values: readonly T[], maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
const optionFilter = fc.constantFrom(...options.keys()).chain((name) =>
  some(
    options.get(name)!.map(({ value }) => value),
    3,
  ).map((values) => ({ name, values })),
);
const filters = () =>
  fc.record({
    shelf: fc.constantFrom('', '', ...categories.map(({ id }) => id)),
    input: fc.record({
      categoryIds: sometimes(
        some(
          categories.map(({ id }) => id),
          4,
        ),
      ),
      brandIds: sometimes(some(brands, 8)),
      temperatures: sometimes(some(['AMBIENT', 'CHILLED', 'FROZEN'] as const, 2)),
      attributes: sometimes(
        some(['linen', 'cotton', 'silk'], 2).map((values) => [{ code: 'material', values }]),
      ),
      options: sometimes(fc.uniqueArray(optionFilter, { maxLength: 2, selector: ({ name }) => name })),
      minPriceYen: sometimes(fc.integer({ min: 0, max: 4_000 })),
      maxPriceYen: sometimes(fc.integer({ min: 4_000, max: 30_000 })),
      inStock: sometimes(fc.boolean()),
      withoutAllergens: sometimes(some(['egg', 'milk', 'wheat', 'beef'], 2)),
    }),
    goods: sometimes(
      fc.oneof(
        { arbitrary: fc.constant({ kind: 'none' } as const), weight: 1 },
        {
          arbitrary: fc.record({
            kind: fc.constant('some' as const),
            locationIds: fc.uniqueArray(fc.constantFrom(...LOCATIONS), { maxLength: 2 }),
            maxLeadTimeDays: fc.integer({ min: 0, max: 4 }),
          }),
          weight: 6,
        },
      ),
    ),
  });

describe('facets', () => {
  test('count what is there, under every other part of any filter, and totals are those of the list', async () => {
    const shelved = await shelvedProducts();
    const run = fc.asyncProperty(filters(), async ({ shelf, input, goods }) => {
      const read = readProductFilter(input);
      if (read.kind !== 'filter') throw new Error(`${read.field} was refused`);
      const filter = goods ? withDeliverable(read.filter, goods) : read.filter;
      const selection = { status: 'ACTIVE' as const, filter };
      const [found, totals] = [
        await findFacets(database, [shelf], selection),
        await countListings(database, [shelf], selection),
      ];
      const onShelf = shelved.filter(canCome(goods)).filter(({ shelves }) => shelves.includes(shelf));
      expect(totals.get(shelf)).toBe(onShelf.filter((product) => matches(product, input)).length);
      expectCounted(found.get(shelf)!, input, onShelf);
    });
    await fc.assert(run, { numRuns: 300, endOnFailure: true });
  });

  test('follow an edit, and show what was chosen also where nothing is left of it', async () => {
    const category = await addCategory(shop);
    const ask = async (filter: object) =>
      (await shop.ask(anonymous, FACETS, { categoryId: category, filter })).data.products;
    const { id } = await addProduct(shop, productInput(category, { brand: '試作堂', brandEn: 'Trial' }));
    const list = await ask({ inStock: false });
    expect(list.totalCount).toBe(1);
    expect(list.facets).toEqual([
      facet('availability', ['在庫', 'Availability'], [['in-stock', '在庫あり', 'In stock', 0, false]]),
      facet('brand', ['ブランド', 'Brand'], [[expect.any(String), '試作堂', 'Trial', 1, false]]),
      facet('label', ['ラベル', 'Label'], [['NEW', '新着', 'New', 1, false]]),
      facet('temperature', ['温度帯', 'Storage'], [['AMBIENT', '常温', 'Ambient', 1, false]]),
      facet(
        'option:サイズ',
        ['サイズ', 'Size'],
        [
          ['S', 'S', 'S', 1, false],
          ['L', 'L', 'L', 1, false],
        ],
      ),
    ]);
    const update = { id, expectedVersion: 1, brand: '別店', brandEn: 'Other' };
    await shop.ask(staff, UPDATE_PRODUCT, { input: update });
    const before = list.facets[1].values[0].value;
    const chosen = await ask({ brandIds: [before] });
    expect(chosen).toMatchObject({ totalCount: 0, nodes: [], priceRange: null });
    expect(chosen.facets.find(({ code }: { code: string }) => code === 'brand').values).toEqual([
      value(expect.any(String), '別店', 'Other', 1, false),
      value(before, '試作堂', 'Trial', 0, true),
    ]);
  });

  test('are filled for the products of an older shop at the start', async () => {
    const category = await addCategory(shop);
    await addProduct(shop, productInput(category));
    await database.query(
      `UPDATE catalog.product_shelves SET tokens = '{}', tokens_version = 0 WHERE shelf = ANY($1)`,
      [['', category]],
    );
    await fillFacetTokens({ database, clock: systemClock });
    const cold = await testShop(database);
    const { data } = await cold.ask(anonymous, FACETS, {
      categoryId: category,
      filter: { options: [{ name: 'サイズ', values: ['S'] }] },
    });
    expect(data.products.totalCount).toBe(1);
  });

  test('say where a category can be narrowed further: one level below, and below what was chosen', async () => {
    const departments = categories.filter(({ parentId }) => parentId === null);
    const [wagashi] = departments;
    const shelves = categories.filter(({ parentId }) => parentId === wagashi!.id);
    const valuesOf = async (variables: Record<string, unknown>) => {
      const { data } = await shop.ask(anonymous, FACETS, variables);
      const [first] = data.products.facets;
      return first.code === 'category' ? first.values.map((each: { value: string }) => each.value) : [];
    };
    const ids = (of: readonly { readonly id: string }[]) => of.map(({ id }) => id);
    expect(await valuesOf({ categoryId: wagashi!.id, filter: { inStock: false } })).toEqual(ids(shelves));
    const chosen = await valuesOf({ filter: { categoryIds: [wagashi!.id], maxPriceYen: 9_999_999 } });
    expect(chosen).toEqual(expect.arrayContaining([...ids(departments), ...ids(shelves)]));
    expect(await valuesOf({ categoryId: shelves[0]!.id })).toEqual([]);
  });

  test('of a search are those of what it found', async () => {
    const query = `{ searchProducts(query: "抹茶", first: 100) { nodes { maker { id } } totalCount
      facets { code values { value count } } priceRange { lowestYen } } }`;
    const { searchProducts: found } = (await shop.ask(anonymous, query)).data;
    expect(found.totalCount).toBe(found.nodes.length);
    const brand = found.facets.find(({ code }: { code: string }) => code === 'brand');
    for (const { value: name, count } of brand.values)
      expect(found.nodes.filter((node: { maker: { id: string } }) => node.maker.id === name)).toHaveLength(
        count,
      );
    const nothing = `{ searchProducts(query: "！？") { totalCount facets { code } priceRange { lowestYen } } }`;
    const empty = { totalCount: 0, facets: [], priceRange: null };
    expect((await shop.ask(anonymous, nothing)).data.searchProducts).toEqual(empty);
  });

  test('cost one statement, and a list that asks for none costs none', async () => {
    const statements = async (query: string) => {
      const cold = await testShop(database);
      const before = database.statementCount();
      expect((await cold.ask(anonymous, query)).codes).toEqual([]);
      return database.statementCount() - before;
    };
    expect(await statements('{ products { nodes { id } } }')).toBe(2);
    expect(await statements('{ products { nodes { id } facets { code } priceRange { lowestYen } } }')).toBe(
      3,
    );
    const tree =
      '{ categories { productCount products(first: 1) { nodes { id } totalCount facets { code } } } }';
    expect(await statements(tree)).toBe(5);
  });

  test.each([
    ['filter.brandIds', { brandIds: Array.from({ length: 21 }, (_, n) => String(n)) }],
    ['filter.maxPriceYen', { minPriceYen: 200, maxPriceYen: 100 }],
    ['filter.minPriceYen', { minPriceYen: -1 }],
    ['filter.options.0', { options: [{ name: '長'.repeat(201), values: ['S'] }] }],
    [
      'filter.facets.10',
      { facets: Array.from({ length: 11 }, (_, n) => ({ code: String(n), values: ['1'] })) },
    ],
  ])('refuse what nobody would choose, naming %s', async (field, filter) => {
    const { codes, fields } = await shop.ask(anonymous, FACETS, { filter });
    expect([codes, fields]).toEqual([['BAD_USER_INPUT'], [field]]);
  });
});

describe('how many products a category has', () => {
  test('counts those below it, in one statement for a whole tree', async () => {
    const cold = await testShop(database);
    const before = database.statementCount();
    const { data } = await cold.ask(anonymous, '{ categories { id productCount } }');
    expect(database.statementCount() - before).toBe(2);
    const [wagashi] = data.categories;
    const below = new Set(categories.filter(({ parentId }) => parentId === wagashi.id).map(({ id }) => id));
    expect(wagashi.productCount).toBe(products.filter(({ categoryId }) => below.has(categoryId)).length);
  });
});

const FACETS = `query ($categoryId: ID, $filter: ProductFilter) { products(categoryId: $categoryId, filter: $filter) {
  nodes { id } totalCount priceRange { lowestYen highestYen }
  facets { code nameJa nameEn values { value labelJa labelEn count selected } } } }`;

function facet(
  code: string,
  [nameJa, nameEn]: readonly [string, string],
  values: readonly Parameters<typeof value>[],
) {
  return { code, nameJa, nameEn, values: values.map((each) => value(...each)) };
}

function value(name: string, labelJa: string, labelEn: string, count: number, selected: boolean) {
  return { value: name, labelJa, labelEn, count, selected };
}

/** @param onShelf every product of the shelf */
function expectCounted(
  { facets, priceRange }: Facets,
  input: ProductFilterInput,
  onShelf: readonly Shelved[],
): void {
  const others = (code: string) => onShelf.filter((product) => matches(product, input, code));
  for (const { code, values } of facets) {
    const counted = values.map((each) => [code, each.value, each.count]);
    const expected = values.map((each) => [
      code,
      each.value,
      others(code).filter((product) => has(product, code, each.value)).length,
    ]);
    expect(counted).toEqual(expected);
  }
  const listed = (facets.find(({ code }) => code === 'brand')?.values ?? []).map((each) => each.value);
  const left = others('brand').map(({ brandId }) => brandId);
  if (listed.length < MAX_FACET_VALUES) expect(listed).toEqual(expect.arrayContaining(left));
  const prices = others('price').map(({ minPriceYen }) => minPriceYen);
  expect(priceRange).toEqual(
    prices.length === 0 ? undefined : { lowestYen: Math.min(...prices), highestYen: Math.max(...prices) },
  );
}

function canCome(goods: DeliverableGoods | undefined) {
  return ({ inStock, locations, leadTimeDays }: Shelved) => {
    if (!goods) return true;
    if (goods.kind === 'none' || leadTimeDays > goods.maxLeadTimeDays) return false;
    const { locationIds } = goods;
    return locationIds.length === 0 ? inStock : locationIds.some((id) => locations.includes(id));
  };
}

interface Shelved extends Record<string, unknown> {
  readonly brandId: string;
  readonly temperature: string;
  /** Null where nobody has stated them. */
  readonly allergens: readonly string[] | null;
  readonly materials: readonly string[];
  /** Labels, and attributes that no filter of these has: `label:LIMITED`. */
  readonly said: readonly string[];
  readonly shelves: readonly string[];
  readonly minPriceYen: number;
  readonly inStock: boolean;
  readonly locations: readonly string[];
  readonly leadTimeDays: number;
  /** `サイズ=M` of each variant. */
  readonly options: readonly string[];
}

/** Products as their own tables tell them, without the columns that filters read. */
function shelvedProducts(): Promise<Shelved[]> {
  return database.query<Shelved>(
    `WITH RECURSIVE tree AS (
       SELECT id, id AS shelf, parent_id FROM catalog.categories
       UNION ALL SELECT tree.id, c.id, c.parent_id FROM tree JOIN catalog.categories c ON c.id = tree.parent_id
     )
     SELECT p.brand_id AS "brandId", p.min_price_yen AS "minPriceYen",
       ARRAY(SELECT shelf FROM tree WHERE tree.id = p.category_id) || '{""}' AS shelves,
       (SELECT bool_or(in_stock) FROM catalog.product_shelves s WHERE s.product_id = p.id) AS "inStock",
       ARRAY(SELECT (option.value->>'nameJa') || '=' || v.option_values[option.place]
             FROM catalog.product_variants v, jsonb_array_elements(p.options) WITH ORDINALITY AS option (value, place)
             WHERE v.product_id = p.id) AS options, d.allergens,
       coalesce(d.temperature, 'AMBIENT') AS temperature, coalesce(d.lead_time_days, 0) AS "leadTimeDays",
       ARRAY(SELECT a.location_id FROM catalog.product_variants v JOIN catalog.variant_availability a ON a.variant_id = v.id
             WHERE v.product_id = p.id AND a.available) AS locations,
       ARRAY(SELECT jsonb_array_elements_text(coalesce(d.attributes->'material', '[]'))) AS materials,
       ARRAY(SELECT 'label:' || label FROM unnest(d.labels) AS label
             UNION ALL SELECT 'attribute:origin:' || origin
             FROM jsonb_array_elements_text(coalesce(d.attributes->'origin', '[]')) AS origin
             UNION ALL SELECT 'attribute:single-wrapped:' || (d.attributes->>'single-wrapped')
             WHERE d.attributes ? 'single-wrapped') AS said
     FROM catalog.products p LEFT JOIN catalog.product_details d ON d.product_id = p.id WHERE p.status = 'ACTIVE'`,
  );
}

/** The rule of a filter, once more and in another way. @param without a facet that is left out */
function matches(product: Shelved, input: ProductFilterInput, without?: string): boolean {
  const { options: chosen, attributes, minPriceYen, maxPriceYen, inStock, withoutAllergens } = input;
  const any = (values: readonly string[] | null | undefined, code: string) =>
    !values || values.length === 0 || code === without || values.some((one) => has(product, code, one));
  const { allergens } = product;
  const isFree = (one: string) => allergens !== null && !allergens.includes(one);
  return [
    any(input.brandIds, 'brand'),
    any(input.categoryIds, 'category'),
    any(input.temperatures, 'temperature'),
    (attributes ?? []).every(({ code, values }) => any(values, `attribute:${code}`)),
    (chosen ?? []).every(({ name, values }) => any(values, `option:${name}`)),
    without === 'allergen' || (withoutAllergens ?? []).every(isFree),
    without === 'price' || product.minPriceYen >= (minPriceYen ?? 0),
    without === 'price' || product.minPriceYen <= (maxPriceYen ?? Number.MAX_SAFE_INTEGER),
    without === 'availability' || !inStock || product.inStock,
  ].every(Boolean);
}

function has(product: Shelved, code: string, one: string): boolean {
  switch (code) {
    case 'brand':
      return product.brandId === one;
    case 'temperature':
      return product.temperature === one;
    case 'allergen':
      return product.allergens?.includes(one) ?? false;
    case 'attribute:material':
      return product.materials.includes(one);
    case 'category':
      return product.shelves.includes(one);
    case 'availability':
      return product.inStock;
    case 'attribute:origin':
    case 'attribute:single-wrapped':
    case 'label':
      return product.said.includes(`${code}:${one}`);
    default:
      return product.options.includes(`${code.slice('option:'.length)}=${one}`);
  }
}
