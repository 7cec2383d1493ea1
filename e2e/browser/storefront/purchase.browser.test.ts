import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
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
import { ON_THE_WAY, staffFor } from './staff.ts';
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

/** Marks the page that is loaded now. @returns whether it is still that one */
async function mark({ page }: Visit): Promise<() => Promise<boolean>> {
  await page.evaluate('globalThis.isStillHere = true');
  return () => page.evaluate<boolean>('globalThis.isStillHere === true');
}

describe.each([
  { language: 'ja', wanted: 'どらやき', near: '新橋' },
  { language: 'en', wanted: 'dorayaki', near: 'Shimbashi' },
] as const)('who reads $language', ({ language, wanted, near }) => {
  it('registers, finds, pays at the register, watches the parcel come without a reload, and has points', async () => {
    const visited = await visitor({ language });
    const { page, words, complaints } = visited;
    const { states } = words;
    await register(visited);
    await find(visited, wanted);
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
  });
});

describe('a member', () => {
  it('pays another way after a decline, and answers the issuer of the card', async () => {
    const visited = await visitor();
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
    await expect.poll(() => stateOf(page).textContent()).toBe('ご注文を承りました');
  });

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
