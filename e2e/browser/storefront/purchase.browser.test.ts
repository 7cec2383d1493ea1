import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { asMember, chooseSlot, find, personOf, placeOrder, register, tellAddress } from './journey.ts';
import { buyAtRegister, payAgainAndProve } from './purchases.ts';
import { type Visit, type VisitOptions, visit } from './visit.ts';

// What somebody sees who buys something: on pages, in a Chromium, from a shop that runs.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

const visitor = (options: Partial<VisitOptions> = {}): Promise<Visit> =>
  visit(browser, { origin: shop.origin, ...options });

describe.each([
  { language: 'ja', wanted: 'どらやき', near: '新橋' },
  { language: 'en', wanted: 'dorayaki', near: 'Shimbashi' },
] as const)('who reads $language', (reader) => {
  it('fills the cart, registers, pays at the register, watches the parcel come without a reload, and has points', () =>
    buyAtRegister({ browser, shop }, reader));
});

describe('a member', () => {
  it('pays another way after a decline, and answers the issuer of the card', () =>
    payAgainAndProve({ browser, shop }));

  it('browses, fills the cart and orders without scripts', async () => {
    const visited = await visitor({ javaScriptEnabled: false });
    const { page, words } = visited;
    await register(visited);
    await page.getByRole('navigation', { name: '売場' }).getByRole('link').first().click();
    await page.getByRole('main').getByRole('article').first().waitFor();
    await find(visited, 'どらやき');
    await page.getByRole('link', { name: words.toCheckout }).click();
    await tellAddress(visited);
    await chooseSlot(visited);
    await page.getByLabel(words.methods.cash).check();
    await placeOrder(visited);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^ご注文 DP-/);
  });

  it('adds nothing by loading again what a form led to', async () => {
    const visited = await visitor();
    const { page, words } = visited;
    const buyer = await asMember(visited, shop);
    await find(visited, 'どらやき');
    await page.reload();
    expect(await page.getByRole('main').getByLabel('数量').inputValue()).toBe('1');
    await page.getByRole('link', { name: words.toCheckout }).click();
    await page.getByRole('button', { name: words.address.use }).click();
    await chooseSlot(visited);
    await page.getByLabel(words.methods.cash).check();
    await placeOrder(visited);
    await page.reload();
    await page.goBack();
    await page.goto('/ja/checkout/confirm');
    const { me } = await buyer.run('my-orders', { first: 5 });
    expect(me.orders.nodes).toHaveLength(1);
    expect((await buyer.run('cart')).cart.pieces).toBe(0);
  });

  it('signs out, and is nobody any more', async () => {
    const visited = await visitor();
    const { page } = visited;
    await asMember(visited, shop);
    const cookies = await page.context().cookies();
    await page.getByRole('button', { name: 'ログアウト' }).click();
    await personOf(page).waitFor({ state: 'detached' });
    await page.context().addCookies(cookies);
    await page.goto('/ja/account');
    expect(new URL(page.url()).pathname).toBe('/ja/sign-in');
  });
});
