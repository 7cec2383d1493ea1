import { benchClient } from './client.ts';
import { load } from './load.ts';
import type { ShopProcess } from './shop-process.ts';
import type { BenchRow } from './table.ts';

const LISTING = `query Listing($categoryId: ID, $after: String) {
  products(first: 20, categoryId: $categoryId, after: $after) {
    nodes { id nameJa nameEn brand imageUrl minPriceYen maxPriceYen variants { id sku label priceYen stock { available status } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const DETAIL = `query Detail($id: ID!) {
  product(id: $id) {
    id nameJa nameEn nameKana brand descriptionJa descriptionEn imageUrl salesRank taxClass
    category { nameJa path { slug nameJa } } options { nameJa values }
    variants { id sku label priceYen taxRatePercent weightGrams stock { available status } }
  }
}`;

/** What a customer's browser asks while looking around, with random inputs. */
export async function benchBrowsing(shop: ShopProcess): Promise<BenchRow[]> {
  const { categoryIds, productIds } = await inputs(shop.url);
  const listings = await load({
    url: shop.url,
    cpuSeconds: shop.cpuSeconds,
    body: () => listing(categoryIds),
  });
  const detail = await load({
    url: shop.url,
    cpuSeconds: shop.cpuSeconds,
    body: () => ({ query: DETAIL, variables: { id: any(productIds) } }),
  });
  return [
    {
      name: 'Listing of 20 products with variants and live stock',
      value: listings.perSecond,
      unit: 'requests/s',
      comparedTo: 'Vendure 3.7: 9',
      ratio: listings.perSecond / 9,
    },
    {
      name: 'The same, median and 99th percentile',
      value: listings.p50Ms,
      unit: `ms (p99 ${listings.p99Ms})`,
    },
    { name: 'The same, server CPU', value: listings.cpuMs, unit: 'ms/request' },
    {
      name: 'Product detail',
      value: detail.perSecond,
      unit: 'requests/s',
      comparedTo: 'Vendure 3.7: 30–40',
      ratio: detail.perSecond / 40,
    },
    { name: 'The same, median and 99th percentile', value: detail.p50Ms, unit: `ms (p99 ${detail.p99Ms})` },
    { name: 'The same, server CPU', value: detail.cpuMs, unit: 'ms/request' },
  ];
}

const CACHED_CONNECTIONS = 10;

/** The same listing of some category again and again, as a campaign brings people to one page: by POST, by GET, and by 304. */
export async function benchCached(shop: ShopProcess): Promise<BenchRow[]> {
  const { categoryIds } = await inputs(shop.url);
  const { query, variables } = listing(categoryIds.slice(0, 1));
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const path = () => `/graphql?${search}`;
  const common = { url: shop.url, cpuSeconds: shop.cpuSeconds, connections: CACHED_CONNECTIONS };
  const headers = { accept: 'application/json' };
  const posted = await load({ ...common, body: () => ({ query, variables }) });
  const got = await load({ ...common, path, headers });
  const packed = await load({ ...common, path, headers: { ...headers, 'accept-encoding': 'br' } });
  return [
    { name: 'POST', value: posted.perSecond, unit: 'requests/s' },
    { name: 'The same, median and 99th percentile', value: posted.p50Ms, unit: `ms (p99 ${posted.p99Ms})` },
    { name: 'The same, server CPU', value: posted.cpuMs, unit: 'ms/request' },
    { name: 'GET', value: got.perSecond, unit: 'requests/s' },
    { name: 'The same, server CPU', value: got.cpuMs, unit: 'ms/request' },
    { name: 'GET of br', value: packed.perSecond, unit: 'requests/s' },
  ];
}

/** One page of some category. */
export function listing(categoryIds: readonly string[]): { query: string; variables: object } {
  return { query: LISTING, variables: { categoryId: any(categoryIds) } };
}

function any<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}

/** Every category that has something to list, and every product. */
export async function inputs(url: string): Promise<Inputs> {
  const ask = benchClient(url);
  const { categories } = await ask<{ categories: { id: string; children: { id: string }[] }[] }>(
    '{ categories { id children { id } } }',
  );
  const productIds: string[] = [];
  const productSlugs: string[] = [];
  let after: string | null = null;
  do {
    const { products }: { products: Products } = await ask<{ products: Products }>(
      'query Ids($after: String) { products(first: 100, after: $after) { nodes { id slug } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    productIds.push(...products.nodes.map((node) => node.id));
    productSlugs.push(...products.nodes.map((node) => node.slug));
    after = products.pageInfo.hasNextPage ? products.pageInfo.endCursor : null;
  } while (after);
  return {
    categoryIds: categories.flatMap(({ id, children }) => [id, ...children.map((child) => child.id)]),
    productIds,
    productSlugs,
  };
}

interface Inputs {
  readonly categoryIds: string[];
  readonly productIds: string[];
  /** Their addresses. */
  readonly productSlugs: string[];
}

interface Products {
  readonly nodes: readonly { readonly id: string; readonly slug: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
