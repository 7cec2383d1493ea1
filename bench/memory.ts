import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputs, listing } from './browse.ts';
import { benchClient } from './client.ts';
import { type ShopProcess, startShopProcess } from './shop-process.ts';
import type { BenchRow } from './table.ts';

const LISTINGS = 2_000;
const PAGES = 2_000;
const AT_ONCE = 8;
/** Of the shop with its pages and the embedded database. */
const MOST_MIB = 780;

/** Memory of the whole shop, all its processes: when it is ready, after 2,000 listings, and after 2,000 pages more. */
export async function benchMemory(serverUrl: string | undefined): Promise<BenchRow[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'depachika-memory-'));
  try {
    const rows = [
      ...(await measured('Embedded, a new shop', await startShopProcess(undefined, { dataFolder }))),
      ...(await measured('Embedded, started again', await startShopProcess(undefined, { dataFolder }))),
    ];
    if (!serverUrl) return rows;
    return [...rows, ...(await measured('On PostgreSQL, a new shop', await startShopProcess(serverUrl)))];
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function measured(name: string, shop: ShopProcess): Promise<BenchRow[]> {
  try {
    const ready = await shop.memoryMib();
    await list(shop.url);
    const after = await shop.memoryMib();
    await visit(shop.url);
    const visited = await shop.memoryMib();
    return [
      { name: `${name}: when it is ready`, value: ready.now, unit: 'MiB' },
      { name: `${name}: after ${LISTINGS.toLocaleString('en-US')} listings`, value: after.now, unit: 'MiB' },
      {
        name: `${name}: after ${PAGES.toLocaleString('en-US')} pages more`,
        value: visited.now,
        unit: 'MiB',
        comparedTo: `goal: ${MOST_MIB}`,
        ratio: visited.now / MOST_MIB,
      },
    ];
  } finally {
    await shop.stop();
  }
}

async function list(url: string): Promise<void> {
  const { categoryIds } = await inputs(url);
  const ask = benchClient(url);
  await times(LISTINGS, async () => {
    const { query, variables } = listing(categoryIds);
    await ask(query, variables);
  });
}

/** As somebody whom the shop has given a cookie: each page is made for them alone. */
async function visit(url: string): Promise<void> {
  const paths = ['/ja', '/en', '/ja/search?q=%E9%A4%85', '/en/search?q=tea'];
  await times(PAGES, async (number) => {
    const page = await fetch(new URL(paths[number % paths.length]!, url), { headers: { cookie: 'seen=1' } });
    if (!page.ok) throw new Error(`A page was answered with ${page.status}`);
    await page.text();
  });
}

async function times(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await work(left);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
