import { chromiumPath } from '@depachika/local-servers/browser/chromium.ts';
import { type Browser, chromium } from 'playwright-core';
import { inputs } from '../browse.ts';
import { readChromiumPath } from '../config.ts';
import { load } from '../load.ts';
import { type ShopProcess, startShopProcess } from '../shop-process.ts';
import type { BenchRow } from '../table.ts';
import { enterMember } from './member.ts';
import { visitByPhone } from './phone.ts';

/** What a visitor of pages waits for, and what pages cost the shop. */
export async function benchPages(serverUrl: string | undefined): Promise<BenchRow[]> {
  const executablePath = await chromiumPath(readChromiumPath());
  const shop = await startShopProcess(serverUrl);
  try {
    const atStart = await shop.memoryMib();
    const pages = await pagesOf(shop);
    const rows: BenchRow[] = [];
    for (const page of pages) rows.push(...(await served(shop, page)));
    const afterLoad = await shop.memoryMib();
    rows.push(
      { name: `Memory ${on(serverUrl)}, pages with it: when it is ready`, value: atStart.now, unit: 'MiB' },
      { name: 'The same, after this load', value: afterLoad.now, unit: 'MiB' },
    );
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      for (const page of pages) if (page.isSeen) rows.push(...(await seen(browser, shop.url, page)));
    } finally {
      await browser.close();
    }
    return rows;
  } finally {
    await shop.stop();
  }
}

const MOST_PAINT_MS = 1_500;
const MOST_BLOCKING_MS = 200;
const MOST_SHIFT = 0.05;

interface BenchPage {
  readonly name: string;
  /** Asked anew for every request. */
  readonly path: () => string;
  readonly cookie?: string;
  /** Whether it is looked at by the phone too. */
  readonly isSeen: boolean;
}

async function pagesOf(shop: ShopProcess): Promise<BenchPage[]> {
  const { productSlugs } = await inputs(shop.url);
  const { cookie, checkout, tracking } = await enterMember(shop);
  const shelf = '/ja/departments/wagashi';
  return [
    { name: 'Home, the same for everybody', path: () => '/ja', isSeen: true },
    { name: 'Listing, the same for everybody', path: () => shelf, isSeen: true },
    { name: 'Product, any of all', path: () => `/ja/products/${any(productSlugs)}`, isSeen: true },
    { name: 'Home of a member', path: () => '/ja', cookie, isSeen: false },
    { name: 'Listing of a member', path: () => shelf, cookie, isSeen: false },
    { name: 'Checkout, delivery times', path: () => checkout, cookie, isSeen: true },
    { name: 'Tracking, a parcel on its way', path: () => tracking, cookie, isSeen: true },
  ];
}

const on = (serverUrl: string | undefined) => (serverUrl ? 'on PostgreSQL' : 'embedded');

async function served(shop: ShopProcess, { name, path, cookie }: BenchPage): Promise<BenchRow[]> {
  const { perSecond, p50Ms, p99Ms, cpuMs } = await load({
    url: new URL('/', shop.url).href,
    path,
    headers: cookie ? { cookie } : {},
    cpuSeconds: shop.cpuSeconds,
  });
  return [
    { name, value: perSecond, unit: 'pages/s' },
    { name: 'The same, median and 99th percentile', value: p50Ms, unit: `ms (p99 ${p99Ms})` },
    { name: 'The same, server CPU', value: cpuMs, unit: 'ms/page' },
  ];
}

async function seen(
  browser: Browser,
  shopUrl: string,
  { name, path, cookie }: BenchPage,
): Promise<BenchRow[]> {
  const found = await visitByPhone(browser, new URL(path(), shopUrl).href, cookie);
  const row = (what: string, value: number, { most, unit }: { most: number; unit: string }): BenchRow => ({
    name: what,
    value,
    unit,
    comparedTo: `goal: ${most.toLocaleString('en-US')}`,
    ratio: value / most,
  });
  return [
    row(`${name}, on a phone (360 px, CPU ÷ 4, 1.6 Mbit/s, 150 ms): largest paint`, found.largestPaintMs, {
      most: MOST_PAINT_MS,
      unit: 'ms',
    }),
    row('The same, blocked', found.blockingMs, { most: MOST_BLOCKING_MS, unit: 'ms' }),
    row('The same, moved by itself', found.shift, { most: MOST_SHIFT, unit: 'of what is shown' }),
  ];
}

function any<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
