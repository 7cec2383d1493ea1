import { listing, inputs } from './browse.ts';
import { load } from './load.ts';
import type { ShopProcess } from './shop-process.ts';
import type { BenchRow } from './table.ts';

const CONNECTIONS = 10;

/** The same listing of some category again and again, as a campaign brings people to one page: by POST, by GET, and by 304. */
export async function benchCached(shop: ShopProcess): Promise<BenchRow[]> {
  const { categoryIds } = await inputs(shop.url);
  const { query, variables } = listing(categoryIds.slice(0, 1));
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const path = () => `/graphql?${search}`;
  const common = { url: shop.url, cpuSeconds: shop.cpuSeconds, connections: CONNECTIONS };
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
