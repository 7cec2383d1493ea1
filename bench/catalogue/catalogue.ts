import { fileURLToPath } from 'node:url';
import type { Database } from '@depachika/database/database.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { demoCatalogue } from '@depachika/demo/catalogue/catalogue.ts';
import { demoLocations } from '@depachika/demo/locations.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { copyCatalogue } from '@depachika/products/catalogue/bulk-catalogue.ts';
import { findProducts } from '@depachika/products/catalogue/product-reader.ts';
import { countListings, findFacets } from '@depachika/products/listing/facet-reader.ts';
import type { ListingPage, Selection } from '@depachika/products/listing/listing.ts';
import { findListings } from '@depachika/products/listing/listing-reader.ts';
import { NO_FILTER, readProductFilter, withDeliverable } from '@depachika/products/listing/product-filter.ts';
import { readSearchQuery } from '@depachika/products/search/search-query.ts';
import { exactText } from '@depachika/products/search/search-text.ts';
import type { Vocabulary } from '@depachika/products/search/vocabulary.ts';
import { readShopWords } from '@depachika/products/search/vocabulary-reader.ts';
import { findSuggestions } from '@depachika/products/suggestions/suggestion-reader.ts';
import { inOwnDatabase } from '../own-database.ts';
import { type BenchRow, figure, median } from '../table.ts';

const SIZES = [1_000, 10_000, 100_000] as const;
const RUNS = 60;

/**
 * What a catalogue's questions cost its database at 1,000, 10,000 and 100,000 products, with random inputs and without a
 * cache: how they grow. In databases of their own. @param serverUrl of a server on which databases may be made
 */
export async function benchCatalogue(serverUrl: string): Promise<BenchRow[]> {
  const measured: Measured[][] = [];
  for (const size of SIZES) {
    measured.push(await inOwnDatabase({ serverUrl, name: 'catalogue_bench' }, (url) => measureAt(url, size)));
  }
  const [smallest] = measured;
  return SIZES.flatMap((size, place) =>
    measured[place]!.map(({ name, ms, hits }, question) => {
      const beside = smallest![question]!;
      return {
        name: `${name}, of ${figure(size)} products`,
        value: ms,
        unit: unitOf(ms, hits),
        ...(place === 0 ? {} : { comparedTo: `of 1,000: ${figure(beside.ms)}`, ratio: ms / beside.ms }),
      };
    }),
  );
}

/** What a hit costs beside what all cost together, where there are any. */
function unitOf(ms: number, hits: number | undefined): string {
  if (!hits) return 'ms';
  return `ms (${figure((ms * 1000) / hits)} µs for each of ${figure(hits)} hits)`;
}

interface Measured {
  readonly name: string;
  readonly ms: number;
  /** Median number of products on the list. */
  readonly hits?: number;
}

async function measureAt(url: string, size: number): Promise<Measured[]> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await migrate({ url, root, domains: ['products'] });
  const database = openDatabase({ url, service: 'catalogue bench', statementTimeoutMs: 1_800_000 });
  try {
    await seedProductsDemo({ database });
    await copyCatalogue(database, size / 1_000 - 1);
    const rows: Measured[] = [];
    const brands = await database.query<{ id: string }>('SELECT id FROM catalog.brands');
    const { vocabulary } = await readShopWords(database);
    const ids = brands.map(({ id }) => id);
    const asked = questions(database, vocabulary, ids);
    for (const { name, ask, isCounted } of asked) {
      const runs: { ms: number; hits: number }[] = [];
      for (let run = -RUNS / 4; run < RUNS; run += 1) {
        const startedAt = performance.now();
        const hits = await ask();
        if (run >= 0) runs.push({ ms: performance.now() - startedAt, hits });
      }
      const hits = isCounted ? { hits: median(runs.map((run) => run.hits)) } : {};
      rows.push({ name, ms: median(runs.map((run) => run.ms)), ...hits });
    }
    return rows;
  } finally {
    await database.close();
  }
}

interface Question {
  readonly name: string;
  /** @returns how many products there were */
  ask(): Promise<number>;
  /** Whether its cost is one of each hit. */
  readonly isCounted?: boolean;
}

/** What pages ask, each time of another category, brand or word. */
function questions(database: Database, vocabulary: Vocabulary, brands: readonly string[]): Question[] {
  const { categories, products } = demoCatalogue();
  const [shelves, departments] = [true, false].map((isShelf) =>
    categories.filter(({ parentId }) => (parentId !== null) === isShelf).map(({ id }) => id),
  ) as [string[], string[]];
  const onSale = (input: Parameters<typeof readProductFilter>[0]): Selection => {
    const read = readProductFilter(input);
    return { status: 'ACTIVE', filter: read.kind === 'filter' ? read.filter : NO_FILTER };
  };
  const searched = (): Selection => ({ ...onSale({}), query: readSearchQuery(any(WORDS), vocabulary)! });
  const list = async (shelf: string, selection: Selection, more: Partial<ListingPage> = {}) => {
    const { places } = (await findListings(database, [shelf], { ...PAGE, ...more, selection })).get(shelf)!;
    const ids = places.map(({ id }) => id);
    return ids.length === 0 ? 0 : (await findProducts(database, ids)).size;
  };
  const faceted = async (shelf: string, selection: Selection) => {
    await findFacets(database, [shelf], selection);
    return (await countListings(database, [shelf], selection)).get(shelf)!;
  };
  return [
    { name: 'List of 20 of a category', ask: () => list(any(shelves), onSale({})) },
    {
      name: 'List of 20 of the whole shop, by price',
      ask: () => list('', onSale({}), { sort: 'PRICE_ASC' }),
    },
    {
      name: 'List of 20 of a department, in stock, of one brand',
      ask: () => list(any(departments), onSale({ brandIds: [any(brands)], inStock: true })),
    },
    { name: 'Detail', ask: async () => (await findProducts(database, [any(products).id])).size },
    {
      name: 'Facets and total of a category',
      ask: () => faceted(any(shelves), onSale({})),
      isCounted: true,
    },
    {
      name: 'Facets and total of a department, two facets chosen',
      ask: () => faceted(any(departments), onSale({ brandIds: [any(brands), any(brands)], inStock: true })),
      isCounted: true,
    },
    { name: 'Facets and total of the whole shop', ask: () => faceted('', onSale({})), isCounted: true },
    { name: 'Search, 20 of what it finds', ask: () => list('', searched(), { sort: 'RELEVANCE' }) },
    { name: 'Facets and total of a search', ask: () => faceted('', searched()), isCounted: true },
    {
      name: 'Suggestions for a beginning of two to four characters',
      ask: async () => {
        const prefix = exactText(any(WORDS).slice(0, 2 + Math.floor(Math.random() * 3)));
        const query = readSearchQuery(prefix, vocabulary);
        return (await findSuggestions(database, { prefix, query, first: 8 })).length;
      },
    },
    {
      name: 'List of 20 of the whole shop, by popularity',
      ask: () => list('', onSale({}), { sort: 'POPULARITY' }),
    },
    {
      name: 'List of 20 of a department that can be delivered on a date',
      ask: () => list(any(departments), deliverable(onSale({}))),
    },
  ];

  function deliverable(selection: Selection): Selection {
    const goods = { kind: 'some', locationIds: [any(demoLocations).id], maxLeadTimeDays: 1 } as const;
    return { ...selection, filter: withDeliverable(selection.filter, goods) };
  }
}

const PAGE = { sort: 'NEWEST', limit: 21, after: undefined, before: undefined, backward: false } as const;
const WORDS = ['抹茶', 'どらやき', '栗きんつば', 'chocolate', '日本酒', '羊羹', 'ﾁｮｺ', 'シャツ'];

function any<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
