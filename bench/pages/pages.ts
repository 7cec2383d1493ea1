import { chromiumPath } from '@depachika/local-servers/browser/chromium.ts';
import { type Browser, chromium } from 'playwright-core';
import { inputs } from '../browse.ts';
import { readChromiumPath } from '../config.ts';
import { load } from '../load.ts';
import { type ShopProcess, startShopProcess } from '../shop-process.ts';
import type { BenchRow } from '../table.ts';
import { visitByPhone } from './phone.ts';

/** What a visitor of pages waits for, and what pages cost the shop. */
export async function benchPages(serverUrl: string | undefined): Promise<BenchRow[]> {
  const executablePath = await chromiumPath(readChromiumPath());
  const shop = await startShopProcess(serverUrl);
  try {
    const atStart = await shop.memoryMib();
    const { productIds } = await inputs(shop.url);
    const pages = [
      ['Home', () => '/ja'],
      ['Listing', () => '/ja/departments/wagashi'],
      ['Product', () => `/ja/products/${any(productIds)}`],
    ] as const;
    const rows: BenchRow[] = [];
    for (const [name, path] of pages) rows.push(...(await served(shop, name, path)));
    const afterLoad = await shop.memoryMib();
    rows.push(
      { name: 'Memory with the pages: when it is ready', value: atStart.now, unit: 'MiB' },
      {
        name: 'The same, after this load',
        value: afterLoad.now,
        unit: 'MiB',
        comparedTo: `goal: ${MOST_MIB}`,
        ratio: afterLoad.now / MOST_MIB,
      },
    );
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      for (const [name, path] of pages) rows.push(...(await seen(browser, name, shop.url, path())));
    } finally {
      await browser.close();
    }
    return rows;
  } finally {
    await shop.stop();
  }
}

const MOST_MIB = 780;
const MOST_PAINT_MS = 1_500;
const MOST_BLOCKING_MS = 200;

async function served(shop: ShopProcess, name: string, path: () => string): Promise<BenchRow[]> {
  const { perSecond, p50Ms, p99Ms, cpuMs } = await load({
    url: new URL('/', shop.url).href,
    path,
    cpuSeconds: shop.cpuSeconds,
  });
  return [
    { name: `${name}, rendered for somebody who is not signed in`, value: perSecond, unit: 'pages/s' },
    { name: 'The same, median and 99th percentile', value: p50Ms, unit: `ms (p99 ${p99Ms})` },
    { name: 'The same, server CPU', value: cpuMs, unit: 'ms/page' },
  ];
}

async function seen(browser: Browser, name: string, shopUrl: string, path: string): Promise<BenchRow[]> {
  const { largestPaintMs, blockingMs } = await visitByPhone(browser, new URL(path, shopUrl).href);
  return [
    {
      name: `${name} on a phone (360 px, CPU ÷ 4, 1.6 Mbit/s, 150 ms): largest paint`,
      value: largestPaintMs,
      unit: 'ms',
      comparedTo: `goal: ${MOST_PAINT_MS}`,
      ratio: largestPaintMs / MOST_PAINT_MS,
    },
    {
      name: 'The same, blocked',
      value: blockingMs,
      unit: 'ms',
      comparedTo: `goal: ${MOST_BLOCKING_MS}`,
      ratio: blockingMs / MOST_BLOCKING_MS,
    },
  ];
}

function any<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
