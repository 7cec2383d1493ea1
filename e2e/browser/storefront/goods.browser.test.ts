import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { logIn } from '../../support/shop.ts';
import type { Json, ShopClient } from '../../support/shop-client.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { openCampaign, sellForLess, type ToldProduct, tellProduct } from './goods.ts';
import { visit } from './visit.ts';

// What the catalogue knows, as somebody sees it on pages.

let browser: Browser;
let shop: Storefront;
let staff: ShopClient;
let told: ToldProduct;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
  // Administrators may ask for what is not listed.
  staff = await logIn(shop, 'admin@example.jp');
  const page = await browser.newPage({ baseURL: shop.origin });
  told = await tellProduct(staff, page);
  await page.close();
});
afterAll(() => browser?.close());

describe('the page of a product', () => {
  it('tells what is in it by the lists of the law, how it is kept, who makes it and who may not buy it', async () => {
    const { page, complaints } = await visit(browser, { origin: shop.origin });
    await page.goto(`/ja/products/${told.slug}`);
    const main = page.getByRole('main');
    const row = (name: RegExp | string) => main.getByRole('row', { name });
    expect(await row(/^特定原材料（/).textContent()).toContain('小麦');
    expect(await row(/準ずるもの/).textContent()).toContain('りんご');
    expect(await row('保存方法').textContent()).toContain('冷蔵');
    expect(await row('産地').textContent()).toContain('京都府');
    await main.getByText('20歳未満の方の飲酒は法律で禁じられています').waitFor();
    await main.getByText('数量限定').first().waitFor();
    await main.getByRole('link', { name: /^試験酒造/ }).click();
    await page.waitForURL(new RegExp(`/ja/brands/${told.makerSlug}$`));
    await page.getByRole('heading', { level: 1, name: /^試験酒造/ }).waitFor();
    await page.getByRole('link', { name: '試験梅酒' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the picture of a variant without scripts, and chooses the variant too', async () => {
    const { page } = await visit(browser, { origin: shop.origin, javaScriptEnabled: false });
    await page.goto(`/ja/products/${told.slug}`);
    await page.getByRole('main').getByRole('link', { name: '白', exact: true }).click();
    expect(new URL(page.url()).search).toBe(`?variant=${told.variantIds[1]}`);
    const shown = page.getByRole('article').first().locator('img');
    expect(await shown.first().getAttribute('alt')).toBe('白');
    expect(await page.getByRole('radio', { name: '白' }).isChecked()).toBe(true);
  });

  it('shows the picture of a variant that is chosen to buy, and the other way round', async () => {
    const { page, complaints } = await visit(browser, { origin: shop.origin });
    await page.goto(`/ja/products/${told.slug}`, { waitUntil: 'networkidle' });
    const shown = page.getByRole('article').first().locator('img').first();
    await page.getByRole('radio', { name: '白' }).check();
    await expect.poll(() => shown.getAttribute('alt')).toBe('白');
    await page.getByRole('main').getByRole('link', { name: '黒', exact: true }).click();
    await expect.poll(() => shown.getAttribute('alt')).toBe('黒');
    expect(await page.getByRole('radio', { name: '黒' }).isChecked()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('is where an older address and its id lead, with what was asked', async () => {
    const { page } = await visit(browser, { origin: shop.origin });
    for (const name of [told.formerSlug, told.id]) {
      const answer = await page.request.get(`/en/products/${name}?from=mail`, { maxRedirects: 0 });
      expect([answer.status(), answer.headers().location]).toEqual([
        301,
        `/en/products/${told.slug}?from=mail`,
      ]);
    }
  });

  it('shows a sale with the usual price and its end, and so does its card', async () => {
    const { products } = (await staff.graphql(OLDEST)).data;
    const [product] = products.nodes as Json[];
    const [variant] = product.variants;
    const lower = product.minPriceYen - 10;
    onTestFinished(await sellForLess(staff, variant, lower));
    const { page } = await visit(browser, { origin: shop.origin });
    const usual = `通常価格 ¥${variant.priceYen.toLocaleString('en-US')}`;
    await page.goto(`/ja/products/${product.slug}`);
    await page.getByRole('main').getByText(usual).first().waitFor();
    expect(await page.locator('s').first().textContent()).toBe(usual.slice('通常価格 '.length));
    await page.getByText(/^この価格は.*まで$/).waitFor();
    await eventually(
      async () => {
        await page.goto(`/ja/search?q=${encodeURIComponent(product.nameJa)}`);
        return page.getByRole('article').filter({ hasText: usual }).count();
      },
      (count) => count > 0,
    );
  });
});

it('a campaign is at the entrance while it runs, and says that it is over afterwards', async () => {
  const names = { nameJa: `試験祭${Date.now()}`, nameEn: `Test fair ${Date.now()}` };
  const { slug, end } = await openCampaign(staff, names, [told.id]);
  const { page } = await visit(browser, { origin: shop.origin, javaScriptEnabled: false });
  // What is everybody's is kept for a moment: an address of its own is made anew.
  await page.goto('/ja?campaign');
  await page.getByRole('link', { name: names.nameJa }).click();
  await page.waitForURL(new RegExp(`/ja/collections/${slug}$`));
  await page.getByText('今だけ').waitFor();
  await page.getByRole('link', { name: '試験梅酒' }).waitFor();
  await end();
  const answer = await page.goto(`/ja/collections/${slug}?over`);
  expect(answer!.status()).toBe(404);
  await page.getByRole('heading', { name: 'この特集は終わったか、まだ始まっていません' }).waitFor();
  await page.goto('/ja?over');
  expect(await page.getByRole('link', { name: names.nameJa }).count()).toBe(0);
});

/** Of the demo shop, of a price that has been the usual one for long: things that no other test looks for. */
const OLDEST = `{ products(last: 1, sort: PRICE_ASC) {
  nodes { id slug nameJa minPriceYen variants { id version priceYen } } } }`;
