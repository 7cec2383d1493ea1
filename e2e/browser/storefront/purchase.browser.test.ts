import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn, type Shop, startShop } from '../../support/shop.ts';
import { openBrowser } from '../support/browser.ts';
import { placeOrder, signIn, toPayment, type Visit, visit } from './visit.ts';

// What a member sees who buys something: on pages, in a Chromium, from a shop that runs.

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

async function member(options: Partial<Parameters<typeof visit>[1]> = {}): Promise<Visit> {
  const visited = await visit(browser, { origin: origin(), ...options });
  await signIn(visited.page, { email: 'customer@example.jp', password: DEMO_PASSWORD });
  return visited;
}

/** Staff, by operations. */
async function staffTo(id: string) {
  const staff = await logIn(shop, 'staff@example.jp');
  const read = async () => (await staff.run('order-page', { id })).order;
  return {
    prepare: async () =>
      staff.mutate('start-preparing', { orderId: id, expectedVersion: (await read()).version }),
    record: async (status: string, place: { readonly latitude: number; readonly longitude: number }) => {
      const [shipment] = (await read()).shipments;
      const { data } = await staff.graphql('query ($id: ID!) { order(id: $id) { shipments { version } } }', {
        id,
      });
      const expectedVersion = data.order.shipments[0].version;
      const step = { shipmentId: shipment.id, expectedVersion, status, agreedEarlier: true, ...place };
      const { __typename } = await staff.mutate('record-shipment-progress', step);
      expect(__typename).toBe('RecordShipmentProgressSuccess');
    },
  };
}

describe('a member', () => {
  it('finds, buys and watches the parcel come, without loading the page again', async () => {
    const { page, complaints } = await member();
    await toPayment(page);
    await page.getByLabel('代金引換').check();
    const id = await placeOrder(page);
    const state = page.locator('.state');
    await expect.poll(() => state.textContent()).toBe('ご注文を承りました');
    const staff = await staffTo(id);
    await staff.prepare();
    await expect.poll(() => state.textContent()).toBe('お品を用意しています');
    await staff.record('PICKED_UP', { latitude: 35.6851, longitude: 139.7734 });
    await expect.poll(() => state.textContent()).toBe('売場を出ました');
    await staff.record('OUT_FOR_DELIVERY', { latitude: 35.675, longitude: 139.765 });
    await expect.poll(() => state.textContent()).toBe('お届け中です');
    const courier = page.locator('.courier');
    const before = await courier.getAttribute('cx');
    await staff.record('OUT_FOR_DELIVERY', { latitude: 35.66, longitude: 139.752 });
    await expect.poll(() => courier.getAttribute('cx')).not.toBe(before);
    await page.getByText('配達員は新橋付近にいます').waitFor();
    await staff.record('DELIVERED', { latitude: 35.655, longitude: 139.75 });
    await expect.poll(() => state.textContent()).toBe('お届けしました');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('sees the slip of a convenience store come, and that it was paid', async () => {
    const { page, complaints } = await member();
    await toPayment(page);
    await page.getByLabel('コンビニ払い').check();
    await placeOrder(page);
    const slip = page.getByRole('region', { name: 'コンビニでのお支払い' });
    await slip.waitFor();
    const code = (await slip.locator('.code').first().textContent())!;
    expect((await shop.command('commands/shop/konbini-pay.ts', code)).code).toBe(0);
    await expect.poll(() => page.locator('.state').textContent()).toBe('ご注文を承りました');
    await slip.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('pays another way after a decline, and answers the issuer of the card', async () => {
    const { page } = await member();
    await toPayment(page);
    const typeIn = async (number: string) => {
      await page.getByLabel('新しいカード').check();
      await page.getByLabel('カード番号').fill(number);
      await page.getByLabel('有効期限（月/年）').fill('12/30');
      await page.getByLabel('セキュリティコード').fill('123');
    };
    await typeIn('4000000000000002');
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await placeOrder(page);
    await page.getByText('お支払いができませんでした').waitFor();
    expect(sent.filter((body) => body.includes('4000000000000002'))).toEqual([]);
    await page.getByRole('link', { name: '別の方法で支払う' }).click();
    await typeIn('4000000000003220');
    await page.getByRole('button', { name: 'この方法で支払う' }).click();
    await page.getByRole('link', { name: 'カード会社の画面へ' }).click();
    await page.getByRole('button', { name: '認証に成功する' }).click();
    await expect.poll(() => page.locator('.state').textContent()).toBe('ご注文を承りました');
    await page.context().close();
  });

  it('browses, fills the cart and orders without scripts', async () => {
    const { page } = await member({ javaScriptEnabled: false });
    await toPayment(page);
    await page.getByLabel('代金引換').check();
    await placeOrder(page);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^ご注文 DP-/);
    await page.context().close();
  });
});
