import { type Line, lineTo } from '@depachika/testing/line.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { lastSlot, placeOrder, statusOf } from '../../support/buyer.ts';
import { newProduct } from '../../support/catalogue.ts';
import { logIn } from '../../support/shop.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { asMember, stateOf } from './journey.ts';
import { ON_THE_WAY, staffFor } from './staff.ts';
import { visit } from './visit.ts';

// The way to the shop ends or goes dead while somebody watches a parcel, and things go on meanwhile.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

/** Somebody who looks at a confirmed order of theirs over a line that can be cut. */
async function watching() {
  const line = await lineTo(shop.origin);
  onTestFinished(() => line.close());
  const visited = await visit(browser, { origin: new URL(line.url).origin });
  const buyer = await asMember(visited, shop);
  const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
  const { id } = await placeOrder(buyer, { ...product, slotId: (await lastSlot(buyer)).id });
  await statusOf(buyer, id, 'CONFIRMED');
  const { page, words } = visited;
  const live = page.waitForEvent('websocket');
  await page.goto(`/ja/orders/${id}`);
  await live;
  await page.evaluate('globalThis.isStillHere = true');
  return { line, page, words, id, staff: await staffFor(shop, id) };
}

describe.each([
  { what: 'refuses everybody', away: (line: Line) => line.cut() },
  { what: 'says nothing any more', away: (line: Line) => line.hold() },
])('a router that $what', ({ away }) => {
  it('is told of on the page, which comes back by itself and shows every step', async () => {
    const { line, page, words, staff } = await watching();
    const state = stateOf(page);
    const told = page.getByText(words.reconnecting);
    const steps = page.getByRole('region', { name: 'ご注文の状況' }).getByRole('listitem');
    await expect.poll(() => state.textContent()).toBe(words.states.confirmed);

    away(line);
    await told.waitFor();
    expect(await state.textContent()).toBe(words.states.confirmed);
    await staff.prepare();
    await staff.record('PICKED_UP', ON_THE_WAY.counter);
    await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.ginza);
    expect(await state.textContent()).toBe(words.states.confirmed);

    line.mend();
    await expect.poll(() => state.textContent()).toBe(words.states.onItsWay);
    await told.waitFor({ state: 'detached' });
    const { confirmed, preparing, left, onItsWay } = words.states;
    expect(
      (await steps.allTextContents()).map((text) => text.replace(/^.*\d{2}:\d{2}/, '')).slice(-4),
    ).toEqual([confirmed, preparing, left, onItsWay]);

    await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.shimbashi);
    await page.getByText(words.near('新橋')).waitFor();
    await staff.record('DELIVERED', ON_THE_WAY.door);
    await expect.poll(() => state.textContent()).toBe(words.states.delivered);
    expect(await page.evaluate('globalThis.isStillHere')).toBe(true);
  });
});
