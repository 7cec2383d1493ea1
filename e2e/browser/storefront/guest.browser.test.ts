import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBuyer, PASSWORD } from '../../support/buyer.ts';
import { newProduct } from '../../support/catalogue.ts';
import { logIn } from '../../support/shop.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { find, signIn, take } from './journey.ts';
import { buyAsGuest, orderAsGuest } from './purchases.ts';
import { type Visit, type VisitOptions, visit } from './visit.ts';

// What somebody sees who buys without an account: on pages, in a Chromium, from a shop that runs.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

const visitor = (options: Partial<VisitOptions> = {}): Promise<Visit> =>
  visit(browser, { origin: shop.origin, ...options });
const GOODS = 'どらやき';
const ERASE = '個人情報を削除する';

describe('a guest', () => {
  it('buys, is told by a mail whose link opens and follows the order elsewhere, and makes an account of it', () =>
    buyAsGuest({ browser, shop }));

  it('is refused another order by number, and a link with another token', async () => {
    const { page } = await visitor();
    const answer = await page.context().request.get(`/ja/orders/DP-2611-000001?token=${'A'.repeat(43)}`);
    expect(answer.status()).toBe(404);
    expect(answer.headers()['referrer-policy']).toBe('no-referrer');
    await page.goto('/ja/orders/DP-2611-000001');
    expect(new URL(page.url()).pathname).toBe('/ja/sign-in');
  });

  it('signs in with a cart, and is told once what became of it', async () => {
    const member = await newBuyer(shop);
    const { productId } = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 3 });
    const account = { email: member.email, password: PASSWORD };
    const before = await visitor();
    await signIn(before, account);
    await take(before, productId);
    const visited = await visitor();
    const { page, complaints } = visited;
    await take(visited, productId);
    await signIn(visited, account);
    await page.getByText('ゲストのカートの品を、会員のカートに入れました。').waitFor();
    await page.getByText(/：2点になりました。/).waitFor();
    await page.goto('/ja/cart');
    await pieces(page).waitFor();
    expect(await pieces(page).inputValue()).toBe('2');
    expect(await page.getByText('ゲストのカートの品を').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('buys and erases everything without scripts', async () => {
    const visited = await visitor({ javaScriptEnabled: false });
    const { page } = visited;
    await page.goto('/ja');
    await find(visited, GOODS);
    const id = await orderAsGuest(visited, `gone-${Date.now()}@example.jp`);
    await page.getByText('個人情報の削除').click();
    await page.getByRole('button', { name: ERASE }).click();
    await page.getByRole('heading', { name: '個人情報を削除しました' }).waitFor();
    await page.goto(`/ja/orders/${id}`);
    expect(new URL(page.url()).pathname).toBe('/ja/sign-in');
  });
});

const pieces = (page: Page) => page.getByRole('spinbutton').first();
