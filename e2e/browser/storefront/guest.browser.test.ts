import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBuyer, PASSWORD } from '../../support/buyer.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { chooseSlot, find, personOf, placeOrder, signIn, stateOf } from './journey.ts';
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
const CANCEL = 'この注文をキャンセルする';

/** From the cart to the order, as somebody whom the shop does not know. @returns the order's id */
async function orderAsGuest(visited: Visit, email: string): Promise<string> {
  const { page, words } = visited;
  await page.getByRole('link', { name: words.toCheckout }).click();
  await page.getByRole('heading', { level: 1, name: 'お客様情報' }).waitFor();
  await page.getByLabel('氏名').fill('江戸 太郎');
  await page.getByLabel('フリガナ').fill('えど たろう');
  await page.getByLabel('電話番号').fill('090-1111-2222');
  await page.getByRole('main').getByLabel('メールアドレス').fill(email);
  await page.getByRole('button', { name: 'お届け先へ' }).click();
  await page.getByRole('heading', { level: 1, name: 'お届け先' }).waitFor();
  expect(await page.getByLabel(words.address.recipientName).inputValue()).toBe('江戸 太郎');
  await page.getByLabel(words.address.postalCode).fill('103-0022');
  await page.getByLabel(words.address.street).fill('日本橋室町1-4-1');
  await page.getByRole('button', { name: words.address.save }).click();
  await chooseSlot(visited);
  await page.getByLabel(words.methods.cash).check();
  return placeOrder(visited);
}

/** The address of the order in the latest mail, without the shop's own. */
async function linkInMailTo(email: string): Promise<string> {
  let link = '';
  await expect
    .poll(async () => {
      const list = await (await fetch(`${shop.origin}/dev/mail`)).text();
      const [, mail] = new RegExp(`${email}[^\\n]*?href="(/dev/mail/[^"]+)"`).exec(list) ?? [];
      if (!mail) return '';
      const html = await (await fetch(`${shop.origin}${mail}`)).text();
      link = /\/ja\/orders\/DP-[\w-]+\?token=[\w-]+/.exec(html)?.[0] ?? '';
      return link;
    })
    .not.toBe('');
  return link;
}

describe('a guest', () => {
  it('buys, is told by a mail whose link opens and follows the order elsewhere, and makes an account of it', async () => {
    const visited = await visitor();
    const { page, words, complaints } = visited;
    await page.goto('/ja');
    await find(visited, GOODS);
    const email = `edo-${Date.now()}@example.jp`;
    const id = await orderAsGuest(visited, email);
    await expect.poll(() => stateOf(page).textContent()).toBe(words.states.confirmed);

    const link = await linkInMailTo(email);
    const elsewhere = await visitor();
    await elsewhere.page.goto(link);
    expect(new URL(elsewhere.page.url()).pathname).toBe(`/ja/orders/${id}`);
    expect(elsewhere.page.url()).not.toContain('token');
    expect(await elsewhere.page.getByRole('button', { name: CANCEL }).count()).toBe(0);
    await page.getByRole('button', { name: CANCEL }).click();
    await expect.poll(() => stateOf(elsewhere.page).textContent()).toBe('キャンセルされました');
    expect(elsewhere.complaints).toEqual([]);

    await page.getByLabel(words.password).fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: words.register }).click();
    await personOf(page).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/ja/orders/${id}`);
    expect(await page.getByRole('heading', { name: 'このご注文から会員登録' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

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
    const account = { email: member.email, password: PASSWORD };
    const before = await visitor();
    await signIn(before, account);
    await find(before, GOODS);
    const visited = await visitor();
    const { page, complaints } = visited;
    await page.goto('/ja');
    await find(visited, GOODS);
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
