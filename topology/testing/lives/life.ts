import { newId } from '@depachika/ids/ids.ts';
import type { DrivenShop } from '../driven-shop.ts';
import { type Customer, newCustomer } from './customers.ts';
import { type Register, registerOf } from './register.ts';
import type { ShopStock } from './shop-stock.ts';

/** Two customers of a shop, and everything that is done to their orders. */
export interface Life {
  readonly shop: DrivenShop;
  readonly stock: ShopStock;
  readonly customers: readonly Customer[];
  readonly staff: string;
  readonly register: Register;
  /** What was found while it was lived, beside what the books say at its end. */
  readonly complaints: string[];
  /** What was done and what came of it, for the one who has to understand a failure. */
  readonly story: string[];
}

/** What chance decides of one step; smaller numbers are the simpler life. */
export interface Dice {
  readonly who: number;
  readonly which: number;
  readonly how: number;
}

export async function newLife(shop: DrivenShop, stock: ShopStock): Promise<Life> {
  const customers = [await newCustomer(shop), await newCustomer(shop)];
  await restock(shop, stock);
  await shop.settle();
  const story: string[] = [];
  return {
    shop,
    stock,
    customers,
    staff: STAFF,
    register: registerOf(shop, customers, story),
    complaints: [],
    story,
  };
}

const STAFF = 'STAFF usr_0000000000000000000000staff';
const RECEIVE = `mutation ($input: ReceiveStockInput!) { outcome: receiveStock(input: $input) { __typename } }`;

/** A few pieces more of what there is little of. */
async function restock(shop: DrivenShop, { articles, locationId }: ShopStock): Promise<void> {
  const input = {
    variantId: articles.at(-1)!.variantId,
    locationId,
    quantity: 3,
    idempotencyKey: newId('req'),
  };
  await shop.ask('inventory', STAFF, RECEIVE, input);
}

/** One of several, by chance; undefined of nothing. */
export function chosen<T>(things: readonly T[], number: number): T | undefined {
  return things[number % things.length];
}

export function customerIds(life: Life): string[] {
  return life.customers.map(({ userId }) => userId);
}

export interface OrderRow extends Record<string, unknown> {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly version: number;
}

/** Orders of this life in one of these statuses, the first first. */
export function ordersIn(life: Life, statuses: readonly string[]): Promise<OrderRow[]> {
  return life.shop.database('orders').query<OrderRow>(
    `SELECT id, customer_id AS "customerId", status, version FROM orders.orders
     WHERE customer_id = ANY($1::text[]) AND status = ANY($2::text[]) ORDER BY id`,
    [customerIds(life), statuses],
  );
}

/** A slot that can still be booked, so many days after the next one. */
export async function slotAhead(life: Life, days: number): Promise<string> {
  const [slot] = await life.shop
    .database('delivery')
    .query<{ id: string }>(
      'SELECT id FROM delivery.slots WHERE cut_off_at > $1 ORDER BY cut_off_at OFFSET $2 LIMIT 1',
      [life.shop.clock.now(), days * SLOTS_A_DAY],
    );
  return slot?.id ?? 'none';
}

const SLOTS_A_DAY = 5;
