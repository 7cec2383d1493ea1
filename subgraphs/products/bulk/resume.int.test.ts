import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCategory, type TestShop, testShop } from '../testing/test-shop.ts';
import type { ImportOutcome } from './import-file.ts';
import { ImportElsewhere } from './import-progress-store.ts';
import type { ImportReport } from './import-report.ts';
import { csv, type FileDesk, fileDesk } from './testing/file-desk.ts';

let server: TestDatabase;
let database: Database;
let shop: TestShop;
let desk: FileDesk;
let category: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  shop = await testShop(database);
  desk = fileDesk(shop.editing);
  const id = await addCategory(shop);
  const [row] = await database.query<{ slug: string }>('SELECT slug FROM catalog.categories WHERE id = $1', [
    id,
  ]);
  category = row!.slug;
});
afterAll(async () => {
  desk?.close();
  await server?.close();
});

const HEADING = [
  ...[
    'slug',
    'sku',
    'name_ja',
    'name_en',
    'name_kana',
    'brand',
    'category',
    'tax_class',
    'status',
    'price_yen',
  ],
  ...[
    'option1_name_ja',
    'option1_name_en',
    'option1_value',
    'description_ja',
    'labels',
    'weight_grams',
    'temperature',
  ],
];

const TEXT = fc
  .string({
    unit: fc.constantFrom('羊', '羹', '①', '髙', 'a', 'Z', '9', '"', ',', ' ', '～', 'é'),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => text.trim() === text && text.normalize('NFC') === text);
const PARAGRAPHS = fc.array(TEXT, { maxLength: 3 }).map((lines) => lines.join('\n'));
const PRICE = fc.integer({ min: 1, max: 10_000_000 });

/** Products with one to three variants; some prices are none. */
const PRODUCTS = fc.array(
  fc.record({
    nameJa: TEXT,
    nameEn: TEXT,
    description: PARAGRAPHS,
    prices: fc.array(fc.oneof({ weight: 9, arbitrary: PRICE }, { weight: 1, arbitrary: fc.constant(0) }), {
      minLength: 1,
      maxLength: 3,
    }),
    temperature: fc.constantFrom('AMBIENT', 'CHILLED', 'FROZEN'),
  }),
  { minLength: 1, maxLength: 6 },
);

let files = 0;
/** A name that no other file's products have. */
function newName(): string {
  files += 1;
  return `life${files}x`;
}

type Product = typeof PRODUCTS extends fc.Arbitrary<readonly (infer P)[]> ? P : never;

/** A file of products under this name. */
function fileOf(name: string, products: readonly Product[]): string {
  return csv([
    HEADING,
    ...products.flatMap((product, number) => linesOfProduct(`${name}-${number}`, product)),
  ]);
}

function linesOfProduct(
  name: string,
  { nameJa, nameEn, description, prices, temperature }: Product,
): string[][] {
  const head = [nameJa, nameEn, 'ヨウカン', '花月庵', category, 'REDUCED', 'ACTIVE'];
  const tail = [description, '', '', temperature];
  const option = prices.length > 1 ? ['サイズ', 'Size'] : ['', ''];
  return prices.map((price, index) => {
    const isFirst = index === 0;
    const ofProduct = (cells: readonly string[]) => (isFirst ? cells : cells.map(() => ''));
    const value = prices.length > 1 ? `${index}` : '';
    const sku = `${name}-${index}`.toUpperCase();
    return [name, sku, ...ofProduct(head), `${price}`, ...ofProduct(option), value, ...ofProduct(tail)];
  });
}

/** What a file has left in the shop, without ids and times. */
async function left(name: string): Promise<unknown> {
  return database.query(
    `SELECT replace(p.slug, $1, '') AS slug, p.name_ja, p.name_en, p.description_ja, p.options, p.version, p.min_price_yen,
       replace(v.sku, upper($1), '') AS sku, v.price_yen, v.version AS variant_version, d.temperature,
       (SELECT count(*)::int FROM catalog.changes c WHERE c.subject = p.id) AS changes,
       (SELECT count(*)::int FROM catalog.outbox_events e WHERE e.key = p.id) AS events,
       (SELECT count(*)::int FROM catalog.variant_prices r WHERE r.variant_id = v.id) AS prices,
       EXISTS (SELECT FROM catalog.search_documents s WHERE s.product_id = p.id) AS is_found,
       (SELECT count(*)::int FROM catalog.product_shelves s WHERE s.product_id = p.id) AS shelves
     FROM catalog.products p JOIN catalog.product_variants v ON v.product_id = p.id
     LEFT JOIN catalog.product_details d ON d.product_id = p.id
     WHERE p.slug LIKE $1 || '-%' ORDER BY v.sku`,
    [name],
  );
}

/** The same text about products under another name. */
function renamed(text: string, from: string, to: string): string {
  return text.replaceAll(from, to).replaceAll(from.toUpperCase(), to.toUpperCase());
}

/** Records of an export that are about a name. */
async function written(name: string): Promise<string[]> {
  const records = parse((await desk.give('products')).replaceAll(name.toUpperCase(), name)) as string[][];
  return records
    .filter(([sku]) => sku!.startsWith(name))
    .map((cells) => JSON.stringify(cells).replaceAll(name, ''));
}

const RUNS = { numRuns: 6 };

describe('a file that is read in', () => {
  test('leaves the same, wherever it was cut, as in one go', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(PRODUCTS, cuts, async (products, batches) => {
        const [whole, inParts] = [newName(), newName()];
        const once = await desk.take('products', fileOf(whole, products), { batchLines: 2 });
        const text = fileOf(inParts, products);
        let outcome = await cutAfter(text, batches[0]!);
        for (const each of batches.slice(1)) if (!outcome.isWhole) outcome = await cutAfter(text, each);
        const { report, isWhole } = outcome.isWhole
          ? outcome
          : await desk.take('products', text, { batchLines: 2 });
        expect(isWhole).toBe(true);
        expect(told(report)).toEqual(told(once.report));
        expect(await left(inParts)).toEqual(await left(whole));
      }),
      RUNS,
    );
  });

  test('comes out as it went in: again without a change, and elsewhere as the same', async () => {
    await fc.assert(
      fc.asyncProperty(PRODUCTS, async (products) => {
        const [name, copy] = [newName(), newName()];
        await desk.take('products', fileOf(name, products));
        const out = await desk.give('products');
        const before = await left(name);
        expect((await desk.take('products', out)).report).toMatchObject({
          added: 0,
          changed: 0,
          problems: [],
        });
        expect(await left(name)).toEqual(before);
        const { report } = await desk.take('products', renamed(out, name, copy));
        expect(report).toMatchObject({ changed: 0, problems: [] });
        expect(await written(copy)).toEqual(await written(name));
      }),
      RUNS,
    );
  });
});

describe('a file that two processes read in at once', () => {
  const PRODUCT: Product = {
    ...{ nameJa: '羊羹', nameEn: 'Yokan', description: '', temperature: 'AMBIENT' },
    prices: [100, 200],
  };

  test.each(['to its end', 'in part'])('is left to the one that wrote first: %s', async (far) => {
    const [alone, shared] = [newName(), newName()];
    const products = [PRODUCT, PRODUCT, PRODUCT];
    await desk.take('products', fileOf(alone, products), { batchLines: 2 });
    const text = fileOf(shared, products);
    const isWhole = far === 'to its end';
    const other = () => (isWhole ? desk.take('products', text, { batchLines: 2 }) : cutAfter(text, 1));
    const second = fileDesk({ ...shop.editing, database: withFirst(other) });
    await expect(second.take('products', text, { batchLines: 2 })).rejects.toThrow(ImportElsewhere);
    second.close();
    const { report } = await desk.take('products', text, { batchLines: 2 });
    expect(report).toMatchObject(isWhole ? { added: 0, unchanged: 6 } : { added: 6, unchanged: 0 });
    expect(await left(shared)).toEqual(await left(alone));
  });
});

/** The database of a process that has begun, and to whose first transaction something else comes first. */
function withFirst(work: () => Promise<unknown>): Database {
  let isDone = false;
  return {
    ...database,
    query: (statement, values) => database.query(statement, values),
    async transaction(options, within) {
      if (!isDone) await work();
      isDone = true;
      return database.transaction(options, within);
    },
  };
}

/** What a report says, whatever the products are called. */
function told({ problems, ...counts }: ImportReport): unknown {
  return {
    ...counts,
    problems: problems.map(({ line, column, allowed: { ja, en } }) => [line, column, ja, en]),
  };
}

/** Reads batches of a file, and ends as if it had been interrupted. */
async function cutAfter(text: string, batches: number): Promise<ImportOutcome> {
  const stopping = new AbortController();
  let done = 0;
  const onProgress = () => {
    done += 1;
    if (done >= batches) stopping.abort();
  };
  return desk.take('products', text, { batchLines: 2, signal: stopping.signal, onProgress });
}
