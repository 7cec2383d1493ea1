import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { PASSWORD } from '../../support/buyer.ts';
import type { Storefront } from '../support/storefront.ts';
import {
  asMember,
  chooseSlot,
  find,
  personOf,
  placeOrder,
  register,
  stateOf,
  tellAddress,
  toPayment,
  typeCard,
} from './journey.ts';
import { linkInMailTo } from './mails.ts';
import { ON_THE_WAY, staffFor } from './staff.ts';
import { type Visit, visit } from './visit.ts';
import type { Language } from './words.ts';

// Whole purchases as people make them, on any shop: in one process or in one per service.

/** Where a purchase is made. */
export interface Stage {
  readonly browser: Browser;
  readonly shop: Storefront;
}

export interface Reader {
  readonly language: Language;
  /** What they look for. */
  readonly wanted: string;
  /** Where they read that the courier is, in the end. */
  readonly near: string;
}

/** A guest with something in the cart becomes a member, pays at the register, watches the parcel come, and has points. */
export async function buyAtRegister(stage: Stage, { language, wanted, near }: Reader): Promise<void> {
  const { browser, shop } = stage;
  const visited = await visit(browser, { origin: shop.origin, language });
  const { page, words, complaints } = visited;
  const { states } = words;
  await page.goto(`/${language}`);
  await find(visited, wanted);
  const email = await register(visited);
  await proveAddress(stage, visited, email);
  await page.goto(`/${language}/cart`);
  expect(await page.getByRole('main').getByRole('spinbutton').inputValue()).toBe('1');
  await page.getByRole('link', { name: words.toCheckout }).click();
  await tellAddress(visited);
  await chooseSlot(visited);
  await page.getByLabel(words.methods.konbini).check();
  const id = await placeOrder(visited);

  const isStillHere = await mark(visited);
  const state = stateOf(page);
  const slip = page.getByRole('region', { name: words.slip });
  await slip.waitFor();
  await expect.poll(() => state.textContent()).toBe(states.awaitingPayment);
  const code = (await slip.locator('.code').first().textContent())!;
  expect((await shop.command('commands/shop/konbini-pay.ts', code)).code).toBe(0);
  await expect.poll(() => state.textContent()).toBe(states.confirmed);
  await slip.waitFor({ state: 'detached' });

  const staff = await staffFor(shop, id);
  await staff.prepare();
  await expect.poll(() => state.textContent()).toBe(states.preparing);
  await staff.record('PICKED_UP', ON_THE_WAY.counter);
  await expect.poll(() => state.textContent()).toBe(states.left);
  await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.ginza);
  await expect.poll(() => state.textContent()).toBe(states.onItsWay);
  const courier = page.locator('.courier');
  const before = await courier.getAttribute('cx');
  await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.shimbashi);
  await expect.poll(() => courier.getAttribute('cx')).not.toBe(before);
  await page.getByText(words.near(near)).waitFor();
  await staff.record('DELIVERED', ON_THE_WAY.door);
  await expect.poll(() => state.textContent()).toBe(states.delivered);
  expect(await isStillHere()).toBe(true);

  await expect
    .poll(async () => {
      await page.goto(`/${language}/account/points`);
      return page.getByRole('listitem').filter({ hasText: words.pointsAwarded }).count();
    })
    .toBe(1);
  expect(complaints).toEqual([]);
}

/** By the link of the mail that a new member is sent. */
async function proveAddress({ shop }: Stage, { page }: Visit, email: string): Promise<void> {
  await page.goto(await linkInMailTo(shop, { email, page: 'verify' }));
  await page.getByRole('main').locator('form button').click();
  await page.getByRole('main').getByRole('status').filter({ hasText: email }).waitFor();
}

/** Marks the page that is loaded now. @returns whether it is still that one */
async function mark({ page }: Visit): Promise<() => Promise<boolean>> {
  await page.evaluate('globalThis.isStillHere = true');
  return () => page.evaluate<boolean>('globalThis.isStillHere === true');
}

const GOODS = 'どらやき';
const CANCEL = 'この注文をキャンセルする';

/** A guest is told by a mail whose link opens and follows the order elsewhere, and makes an account of it. */
export async function buyAsGuest({ browser, shop }: Stage): Promise<void> {
  const visited = await visit(browser, { origin: shop.origin });
  const { page, words, complaints } = visited;
  await page.goto('/ja');
  await find(visited, GOODS);
  const email = `edo-${Date.now()}@example.jp`;
  const id = await orderAsGuest(visited, email);
  await expect.poll(() => stateOf(page).textContent()).toBe(words.states.confirmed);

  const link = await linkInMailTo(shop, { email, page: 'orders/DP-[\\w-]+' });
  const elsewhere = await visit(browser, { origin: shop.origin });
  await elsewhere.page.goto(link);
  expect(new URL(elsewhere.page.url()).pathname).toBe(`/ja/orders/${id}`);
  expect(elsewhere.page.url()).not.toContain('token');
  expect(await elsewhere.page.getByRole('button', { name: CANCEL }).count()).toBe(0);
  await page.getByRole('button', { name: CANCEL }).click();
  await expect.poll(() => stateOf(elsewhere.page).textContent()).toBe('キャンセルされました');
  // The page itself moves down for its own word of it: what is pressed meanwhile is no longer under the pointer.
  await page.waitForURL(`**/ja/orders/${id}?cancelled`);
  expect(elsewhere.complaints).toEqual([]);

  await page.getByLabel(words.password).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: words.register }).click();
  await personOf(page).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/ja/orders/${id}`);
  expect(await page.getByRole('heading', { name: 'このご注文から会員登録' }).count()).toBe(0);
  expect(complaints).toEqual([]);
}

/** From the cart to the order, as somebody whom the shop does not know. @returns the order's id */
export async function orderAsGuest(visited: Visit, email: string): Promise<string> {
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

/** A member pays another way after a decline, and answers the issuer of the card. */
export async function payAgainAndProve({ browser, shop }: Stage): Promise<void> {
  const visited = await visit(browser, { origin: shop.origin });
  const { page } = visited;
  await asMember(visited, shop);
  await toPayment(visited);
  await typeCard(visited, '4000000000000002');
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  await placeOrder(visited);
  await page.getByText('お支払いができませんでした').waitFor();
  expect(sent.filter((body) => body.includes('4000000000000002'))).toEqual([]);
  await page.getByRole('link', { name: '別の方法で支払う' }).click();
  await typeCard(visited, '4000000000003220');
  await page.getByRole('button', { name: 'この方法で支払う' }).click();
  await page.getByRole('link', { name: 'カード会社の画面へ' }).click();
  await page.getByRole('button', { name: '認証に成功する' }).click();
  await expect.poll(() => stateOf(page).textContent()).toBe('ご注文が確定しました');
}
