import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from '../../support/shop.ts';
import { openBrowser } from '../support/browser.ts';
import { placeOrder, type Visit, visit } from './visit.ts';

// What somebody sees who buys without an account: on pages, in a Chromium, from a shop that runs.

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  shop = await startShop({ embedded: true });
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
});

const origin = () => new URL(shop.graphqlUrl()).origin;
const PASSWORD = '江戸っ子の合言葉1867';

async function guest(options: Partial<Parameters<typeof visit>[1]> = {}): Promise<Visit> {
  const visited = await visit(browser, { origin: origin(), ...options });
  await visited.page.goto('/ja');
  return visited;
}

async function putIntoCart(page: Page): Promise<void> {
  await page.getByRole('searchbox').fill('どらやき');
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('main').getByRole('article').first().getByRole('link').click();
  await page.getByRole('button', { name: 'カートに入れる' }).click();
  await page.getByRole('link', { name: 'ご注文手続きへ' }).waitFor();
}

async function order(page: Page, email: string): Promise<string> {
  await page.getByRole('link', { name: 'ご注文手続きへ' }).click();
  await page.getByRole('heading', { level: 1, name: 'お客様情報' }).waitFor();
  await page.getByLabel('氏名').fill('江戸 太郎');
  await page.getByLabel('フリガナ').fill('えど たろう');
  await page.getByLabel('電話番号').fill('090-1111-2222');
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByRole('button', { name: 'お届け先へ' }).click();
  await page.getByRole('heading', { level: 1, name: 'お届け先' }).waitFor();
  expect(await page.getByLabel('氏名').inputValue()).toBe('江戸 太郎');
  await page.getByLabel('郵便番号').fill('103-0022');
  await page.getByLabel('番地').fill('日本橋室町1-4-1');
  await page.getByRole('button', { name: 'このお届け先を登録する' }).click();
  await page.getByRole('radio', { disabled: false }).last().check();
  await page.getByRole('button', { name: '次へ' }).click();
  await page.getByRole('heading', { level: 1, name: 'お支払い' }).waitFor();
  await page.getByLabel('代金引換').check();
  return placeOrder(page);
}

/** The address of the order in the latest mail, without the shop's own. */
async function linkInMailTo(email: string): Promise<string> {
  let link = '';
  await expect
    .poll(async () => {
      const list = await (await fetch(`${origin()}/dev/mail`)).text();
      const [, mail] = new RegExp(`${email}[^\\n]*?href="(/dev/mail/[^"]+)"`).exec(list) ?? [];
      if (!mail) return '';
      const html = await (await fetch(`${origin()}${mail}`)).text();
      link = /\/ja\/orders\/DP-[\w-]+\?token=[\w-]+/.exec(html)?.[0] ?? '';
      return link;
    })
    .not.toBe('');
  return link;
}

describe('a guest', () => {
  it('buys, is told by a mail whose link opens and follows the order elsewhere, and makes an account of it', async () => {
    const { page, complaints } = await guest();
    await putIntoCart(page);
    const email = 'edo@example.jp';
    const id = await order(page, email);
    const state = page.locator('.state');
    await expect.poll(() => state.textContent()).toBe('ご注文を承りました');

    const link = await linkInMailTo(email);
    const elsewhere = await visit(browser, { origin: origin() });
    await elsewhere.page.goto(link);
    expect(new URL(elsewhere.page.url()).pathname).toBe(`/ja/orders/${id}`);
    expect(elsewhere.page.url()).not.toContain('token');
    expect(await elsewhere.page.getByRole('button', { name: 'この注文をキャンセルする' }).count()).toBe(0);
    await page.getByRole('button', { name: 'この注文をキャンセルする' }).click();
    await expect.poll(() => elsewhere.page.locator('.state').textContent()).toBe('キャンセルされました');
    expect(elsewhere.complaints).toEqual([]);
    await elsewhere.page.context().close();

    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: '会員登録' }).click();
    await page.getByRole('link', { name: '江戸 太郎 様' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/ja/orders/${id}`);
    expect(await page.getByRole('heading', { name: 'このご注文から会員登録' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is refused another order by number, and a link with another token', async () => {
    const { page } = await guest();
    const stranger = page.context().request;
    const answer = await stranger.get(`/ja/orders/DP-2611-000001?token=${'A'.repeat(43)}`);
    expect(answer.status()).toBe(404);
    expect(answer.headers()['referrer-policy']).toBe('no-referrer');
    await page.goto('/ja/orders/DP-2611-000001');
    expect(new URL(page.url()).pathname).toBe('/ja/sign-in');
    await page.context().close();
  });

  it('signs in with a cart, and is told what became of it', async () => {
    const member = await visit(browser, { origin: origin() });
    const signIn = async (page: Page) => {
      await page.goto('/ja/sign-in');
      await page.getByLabel('メールアドレス').fill('customer@example.jp');
      await page.getByLabel('パスワード').fill(DEMO_PASSWORD);
      await page.getByRole('main').getByRole('button', { name: 'ログイン' }).click();
    };
    await signIn(member.page);
    await member.page.getByRole('link', { name: '様' }).waitFor();
    await putIntoCart(member.page);
    await member.page.context().close();
    const { page, complaints } = await guest();
    await putIntoCart(page);
    await signIn(page);
    await page.getByText('ゲストのカートの品を、会員のカートに入れました。').waitFor();
    await page.getByText(/：\d+点になりました。/).waitFor();
    await page.getByRole('link', { name: '様' }).waitFor();
    await page.reload();
    expect(await page.getByText('ゲストのカートの品を').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('buys and erases everything without scripts', async () => {
    const { page } = await guest({ javaScriptEnabled: false });
    await putIntoCart(page);
    const email = 'gone@example.jp';
    const id = await order(page, email);
    await page.getByText('個人情報の削除').click();
    await page.getByRole('button', { name: '個人情報を削除する' }).click();
    await page.getByRole('heading', { name: '個人情報を削除しました' }).waitFor();
    await page.goto(`/ja/orders/${id}`);
    expect(new URL(page.url()).pathname).toBe('/ja/sign-in');
    await page.context().close();
  });
});
