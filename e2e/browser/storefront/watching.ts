import { expect } from 'vitest';
import { type Buyer, lastSlot, placeOrder, statusOf } from '../../support/buyer.ts';
import { newProduct } from '../../support/catalogue.ts';
import { logIn, type Shop } from '../../support/shop.ts';
import { stateOf } from './journey.ts';
import { ON_THE_WAY, type Staff, staffFor } from './staff.ts';
import type { Visit } from './visit.ts';

/** Somebody looks at a confirmed order of theirs, and staff are ready to bring it. */
export interface Watched {
  readonly visited: Visit;
  readonly orderId: string;
  readonly staff: Staff;
}

/** @param visited of whom `buyer` is: the page is open, and hears of changes, when this resolves */
export async function watch(visited: Visit, buyer: Buyer, shop: Pick<Shop, 'client'>): Promise<Watched> {
  const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
  const { id: orderId } = await placeOrder(buyer, { ...product, slotId: (await lastSlot(buyer)).id });
  await statusOf(buyer, orderId, 'CONFIRMED');
  const { page, words } = visited;
  const live = page.waitForEvent('websocket');
  await page.goto(`/ja/orders/${orderId}`);
  await live;
  await expect.poll(() => stateOf(page).textContent()).toBe(words.states.confirmed);
  await page.evaluate('globalThis.isStillHere = true');
  return { visited, orderId, staff: await staffFor(shop, orderId) };
}

/** What goes away while somebody watches. */
export interface Absence {
  away(): void;
  back(): void;
  /** When the page can know of it: at once, or when there is something new that it cannot read. */
  readonly isToldOf: 'at once' | 'with the next step';
}

/** A page that cannot show what happens says so, shows what it knows, comes back by itself, and has every step. */
export async function loseNoStep(
  { visited, staff }: Watched,
  { away, back, isToldOf }: Absence,
): Promise<void> {
  const { page, words } = visited;
  const { confirmed, preparing, left, onItsWay, delivered } = words.states;
  const state = stateOf(page);
  const told = page.getByText(words.reconnecting);
  away();
  if (isToldOf === 'at once') await told.waitFor();
  expect(await state.textContent()).toBe(confirmed);
  await staff.prepare();
  await told.waitFor();
  await staff.record('PICKED_UP', ON_THE_WAY.counter);
  await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.ginza);
  expect(await state.textContent()).toBe(confirmed);

  back();
  await expect.poll(() => state.textContent()).toBe(onItsWay);
  await told.waitFor({ state: 'detached' });
  expect((await stepsOf(visited)).slice(-4)).toEqual([confirmed, preparing, left, onItsWay]);

  await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.shimbashi);
  await page.getByText(words.near('新橋')).waitFor();
  await staff.record('DELIVERED', ON_THE_WAY.door);
  await expect.poll(() => state.textContent()).toBe(delivered);
  expect(await page.evaluate('globalThis.isStillHere')).toBe(true);
}

/** What the page says has happened so far, without the times. */
export async function stepsOf({ page }: Visit): Promise<string[]> {
  const steps = page.getByRole('region', { name: 'ご注文の状況' }).getByRole('listitem');
  return (await steps.allTextContents()).map((text) => text.replace(/^.*\d{2}:\d{2}/, ''));
}
