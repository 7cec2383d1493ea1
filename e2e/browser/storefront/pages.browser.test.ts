import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from '../../support/shop.ts';
import { openBrowser } from '../support/browser.ts';
import { visit } from './visit.ts';

// Every page by itself: what it weighs, what it asks of others, and whether everybody can use it.

let shop: Shop;
let browser: Browser;
let product: string;

beforeAll(async () => {
  browser = await openBrowser();
  shop = await startShop({ embedded: true });
  const { products } = await shop.client().run('list-products', { first: 1 });
  product = products.nodes[0]!.id;
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
});

const origin = () => new URL(shop.graphqlUrl()).origin;

const PAGES = [
  '',
  '/departments/wagashi',
  '/search?q=%E8%8C%B6',
  '/products/:id',
  '/cart',
  '/sign-in',
  '/register',
] as const;
const LOOKS = (['ja', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [360, 1280].map((width) => ({ language, colorScheme, width })),
  ),
);

describe.each(LOOKS)('in $language, $colorScheme, $width wide', ({ language, colorScheme, width }) => {
  it.each(PAGES)('%s can be used by everybody', async (path) => {
    const { page, complaints } = await visit(browser, {
      origin: origin(),
      colorScheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    });
    await page.goto(`/${language}${path.replace(':id', product)}`, { waitUntil: 'networkidle' });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a page', () => {
  it.each([
    ['/ja/departments/wagashi', 120],
    ['/ja/products/:id', 125],
  ])('%s brings at most so many kilobytes of scripts: %i', async (path, most) => {
    const { page, scriptBytes } = await visit(browser, { origin: origin() });
    await page.goto(path.replace(':id', product), { waitUntil: 'networkidle' });
    expect(scriptBytes()).toBeGreaterThan(0);
    expect(scriptBytes() / 1024).toBeLessThanOrEqual(most);
    await page.context().close();
  });

  it('that does not exist says so, in the language of its address', async () => {
    const { page } = await visit(browser, { origin: origin() });
    for (const [path, title] of [
      ['/ja/nowhere', 'ページが見つかりません'],
      ['/en/products/prd_none', 'This page does not exist'],
      ['/fr', 'ページが見つかりません'],
    ] as const) {
      const answer = await page.goto(path);
      expect(answer!.status()).toBe(404);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
    }
    await page.context().close();
  });

  it('at / is the shop in the language that the browser would rather read', async () => {
    for (const [locale, path] of [
      ['ja-JP', '/ja'],
      ['en-GB', '/en'],
      ['fr-FR', '/ja'],
    ] as const) {
      const { page } = await visit(browser, { origin: origin(), locale });
      await page.goto('/');
      expect(new URL(page.url()).pathname).toBe(path);
      await page.context().close();
    }
  });
});
