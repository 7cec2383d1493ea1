import { inputs } from '../browse.ts';
import { load } from '../load.ts';
import { startShopProcess, UNLIMITED } from '../shop-process.ts';
import type { BenchRow } from '../table.ts';

const CARDS = 'totalCount nodes { id slug nameJa nameEn imageUrl minPriceYen maxPriceYen }';
const LIST = `query Cards($filter: ProductFilter) { products(first: 20, filter: $filter) { ${CARDS} } }`;
const SEARCH = `query Found($query: String!, $filter: ProductFilter) {
  searchProducts(query: $query, first: 20, filter: $filter) { ${CARDS} }
}`;
const DETAIL = `query Detail($slug: String!) {
  product(slug: $slug) {
    id slug nameJa nameEn descriptionJa imageUrl options { nameJa values }
    variants { id sku label priceYen stock { available status } }
  }
}`;
/** Each of them finds some dozens to some hundreds of the demo's products. */
const WORDS = [
  '抹茶',
  'どらやき',
  'chocolate',
  '日本酒',
  '羊羹',
  'クッキー',
  '緑茶',
  'シャツ',
  'tea',
  '牛肉',
];

/** Nothing is kept longer than this. */
const UNCACHED = { PRODUCTS_LISTING_TTL_SECONDS: '1', PRODUCTS_DETAILS_TTL_SECONDS: '1' };

/**
 * What Vendure 3.7 answers from its search index on such a machine, asked of 1,000 products: no list is asked for twice, and
 * products are kept for a second.
 */
export async function benchReads(serverUrl: string | undefined): Promise<BenchRow[]> {
  const shop = await startShopProcess(serverUrl, { settings: { ...UNLIMITED, ...UNCACHED } });
  try {
    const { productSlugs } = await inputs(shop.url);
    const measured = (body: () => object) =>
      load({ url: shop.url, cpuSeconds: shop.cpuSeconds, connections: 10, body });
    const rows = [
      [
        'List of 20, without variants and stock',
        223,
        () => ({ query: LIST, variables: { filter: below() } }),
      ],
      [
        'Search by a word, 20 of what it finds',
        26,
        () => ({ query: SEARCH, variables: { query: any(WORDS), filter: below() } }),
      ],
      ['Product by its address', 89, () => ({ query: DETAIL, variables: { slug: any(productSlugs) } })],
    ] as const;
    const told: BenchRow[] = [];
    for (const [name, theirs, body] of rows) {
      const { perSecond, p99Ms, cpuMs } = await measured(body);
      told.push({
        name,
        value: perSecond,
        unit: `requests/s (p99 ${p99Ms} ms, ${cpuMs.toFixed(2)} ms of CPU)`,
        comparedTo: `Vendure 3.7, indexed: ${theirs}`,
        ratio: perSecond / theirs,
      });
    }
    return told;
  } finally {
    await shop.stop();
  }
}

/** Nearly all products, by a price that nobody has asked for before. */
function below(): object {
  return { maxPriceYen: 1_000_000 + Math.floor(Math.random() * 9_000_000) };
}

function any<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
