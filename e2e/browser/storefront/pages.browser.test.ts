import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { toPayment } from './journey.ts';
import { settle } from './pages.ts';
import { visit } from './visit.ts';

// Every page by itself: what it weighs, what it asks of others, and how still it stands.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

const PHONE = { width: 360, height: 740 };
/** Kilobytes of scripts that a page may bring, packed by gzip: what every browser can read, and a proxy before the shop packs. */
const MOST = { listing: 120, product: 125, checkout: 140, tracking: 130 } as const;
/** Of what is shown, how much may move under the reader's eyes. */
const MOST_SHIFT = 0.05;

/** The sum of all shifts of the page that is open, that nobody has caused. */
const SHIFT = `new Promise((resolve) => {
  let shift = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  });
  observer.observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => { observer.disconnect(); resolve(shift); }));
})`;

describe('a page', () => {
  it('brings no more scripts than its budget, asks nobody else, and stands still', async () => {
    const member = await visit(browser, { origin: shop.origin, viewport: PHONE });
    const { pages } = await settle(member, shop);
    await toPayment(member);
    const cookies = await member.page.context().cookies();
    const found: Record<string, unknown> = {};
    for (const [kind, path] of [
      ['listing', ''],
      ['listing', '/departments/wagashi'],
      ['listing', '/search?q=%E8%8C%B6'],
      ['listing', '/collections/seasonal-gifts'],
      ['product', pages.product],
      ['checkout', '/checkout/address'],
      ['checkout', '/checkout/slot'],
      ['checkout', '/checkout/payment'],
      ['tracking', pages.tracking],
    ] as const) {
      // A browser that has seen nothing of the shop yet.
      const { page, complaints, scriptBytes } = await visit(browser, {
        origin: shop.origin,
        viewport: PHONE,
        extraHTTPHeaders: { 'accept-encoding': 'gzip' },
      });
      await page.context().addCookies(cookies);
      await page.goto(`/ja${path}`, { waitUntil: 'networkidle' });
      const kilobytes = scriptBytes() / 1024;
      const shift = await page.evaluate<number>(SHIFT);
      expect(kilobytes).toBeGreaterThan(20);
      if (kilobytes > MOST[kind] || shift > MOST_SHIFT || complaints.length > 0)
        found[path] = { kilobytes, shift, complaints };
    }
    expect(found).toEqual({});
  });

  it('of which the head has come half stands where it will stand', async () => {
    const member = await visit(browser, { origin: shop.origin, viewport: PHONE });
    await settle(member, shop);
    const { page } = await visit(browser, {
      origin: shop.origin,
      viewport: PHONE,
      javaScriptEnabled: false,
    });
    await page.context().addCookies(await member.page.context().cookies());
    const searchAt = () => page.getByRole('search').boundingBox();
    await page.goto('/ja');
    const whole = await searchAt();
    await page.route('**/ja', async (route) => {
      const response = await route.fetch();
      const [come] = (await response.text()).match(/^.*?<nav[^>]*>.*?<\/a>/s)!;
      await route.fulfill({ response, body: come });
    });
    await page.goto('/ja');
    // The mark, the cart, and the first of what is somebody's.
    expect(await page.getByRole('banner').getByRole('link').count()).toBe(3);
    expect(await searchAt()).toEqual(whole);
  });

  it('that does not exist says so, in the language of its address', async () => {
    const { page } = await visit(browser, { origin: shop.origin });
    for (const [path, title] of [
      ['/ja/nowhere', 'ページが見つかりません'],
      ['/en/products/prd_none', 'This page does not exist'],
      ['/fr', 'ページが見つかりません'],
    ] as const) {
      const answer = await page.goto(path);
      expect(answer!.status()).toBe(404);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
    }
  });

  it.each([
    ['are there', '**/nothing', 'This page does not exist'],
    ['do not come', '**/failures-*.js', 'This cannot be shown right now'],
  ])('that scripts find to be gone is told, where the words for it %s', async (_, away, title) => {
    const { page } = await visit(browser, { origin: shop.origin, language: 'en' });
    await page.route(away, (route) => route.abort());
    await page.goto('/en', { waitUntil: 'networkidle' });
    await page.evaluate(`__reactRouterDataRouter.navigate('/en/products/prd_none')`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(await page.getByRole('banner').count()).toBe(1);
  });

  it('at / is the shop in the language that the browser would rather read', async () => {
    for (const [locale, path] of [
      ['ja-JP', '/ja'],
      ['en-GB', '/en'],
      ['fr-FR', '/ja'],
    ] as const) {
      const { page } = await visit(browser, { origin: shop.origin, locale });
      await page.goto('/');
      expect(new URL(page.url()).pathname).toBe(path);
    }
  });
});
