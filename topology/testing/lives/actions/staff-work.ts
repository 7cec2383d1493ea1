import { chosen, customerIds, type Dice, type Life, ordersIn, slotAhead } from '../life.ts';
import type { Action } from './action.ts';
import { CANCEL, DECIDE, DECIDE_GOODS, PREPARE, PROGRESS, REFUND, RESCHEDULE } from './mutations.ts';

export const STAFF_WORK: readonly Action[] = [
  { name: 'begin to prepare', weight: 2, run: startPreparing },
  { name: 'book the next step of a parcel', weight: 5, run: nextStep },
  { name: 'bring a parcel to its door', weight: 9, run: bringToDoor },
  { name: 'choose another slot for a parcel', weight: 2, run: reschedule },
  { name: 'decide what becomes of goods', weight: 3, run: decideGoods },
  { name: 'cancel as staff', weight: 2, run: cancel },
  { name: 'decide a return', weight: 2, run: decideReturn },
  { name: 'refund a payment', weight: 5, run: refundSome },
  { name: 'cancel and pick up at once', weight: 1, run: cancelAndPickUp },
];

async function startPreparing(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, ['CONFIRMED']), dice.which);
  if (!order) return false;
  await life.shop.ask('orders', life.staff, PREPARE, { orderId: order.id, expectedVersion: order.version });
  return true;
}

async function cancel(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, ['PENDING', 'CONFIRMED', 'PREPARING']), dice.which);
  if (!order) return false;
  const input = { orderId: order.id, expectedVersion: order.version };
  const outcome = await life.shop.ask('orders', life.staff, CANCEL, input);
  life.story.push(`  cancel ${order.id} as staff: ${outcome?.__typename}`);
  return true;
}

export async function decideReturn(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, ['RETURN_REQUESTED']), dice.which);
  if (!order) return false;
  const accept = dice.how % 4 !== 3;
  const input = { orderId: order.id, expectedVersion: order.version, accept };
  const outcome = await life.shop.ask('orders', life.staff, DECIDE, input);
  life.story.push(`  return of ${order.id} accepted ${accept}: ${outcome?.__typename}`);
  return true;
}

async function refundSome(life: Life, dice: Dice): Promise<boolean> {
  const paid = await life.shop
    .database('payments')
    .query<{ id: string; version: number }>(
      `SELECT id, version FROM payments.payments WHERE customer_id = ANY($1::text[]) AND status = 'PAID' ORDER BY id`,
      [customerIds(life)],
    );
  const payment = chosen(paid, dice.which);
  if (!payment) return false;
  await refund(life, payment);
  return true;
}

/** As an administrator decides. */
export async function refund(life: Life, { id, version }: { readonly id: string; readonly version: number }) {
  const input = { paymentId: id, expectedVersion: version, reason: 'staff decided' };
  const outcome = await life.shop.ask('payments', ADMIN, REFUND, input);
  life.story.push(`  refund ${id}: ${outcome?.__typename}`);
}

const ADMIN = 'ADMIN usr_0000000000000000000000admin';

export interface Parcel extends Record<string, unknown> {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly status: string;
  readonly version: number;
}

/** Where each parcel may go next, the usual way first. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  CREATED: ['PICKED_UP'],
  PICKED_UP: ['OUT_FOR_DELIVERY', 'RETURNED', 'LOST'],
  OUT_FOR_DELIVERY: ['DELIVERED', 'DELIVERY_FAILED', 'DAMAGED'],
  DELIVERY_FAILED: ['OUT_FOR_DELIVERY', 'RETURNED', 'LOST'],
  RESCHEDULED: ['OUT_FOR_DELIVERY', 'RETURNED', 'DAMAGED'],
};

async function nextStep(life: Life, dice: Dice): Promise<boolean> {
  const parcel = chosen(await parcelsOnTheWay(life), dice.which);
  if (!parcel) return false;
  await step(life, parcel, chosen(NEXT[parcel.status]!, dice.how)!);
  return true;
}

/** Every step of the usual way, each known to everybody before the next. */
async function bringToDoor(life: Life, dice: Dice): Promise<boolean> {
  const parcel = chosen(await parcelsOnTheWay(life), dice.which);
  if (!parcel) return false;
  for (let now: Parcel | undefined = parcel; now && NEXT[now.status]; ) {
    const before: string = now.status;
    await stepInTime(life, now, NEXT[before]![0]!);
    await life.shop.settle();
    now = (await parcels(life)).find(({ id }) => id === parcel.id);
    if (now?.status === before) break;
  }
  return true;
}

/** Waits for the parcel's slot where it is too early. */
export async function stepInTime(life: Life, parcel: Parcel, status: string): Promise<void> {
  const outcome = await step(life, parcel, status);
  if (outcome?.__typename !== 'TooEarlyForSlot') return;
  await life.shop.wait(new Date(outcome.possibleFrom).getTime() - life.shop.clock.now().getTime());
  await life.shop.settle();
  await step(life, parcel, status);
}

async function step(life: Life, { id, orderId, version }: Parcel, status: string) {
  const input = { shipmentId: id, expectedVersion: version, status };
  const outcome = await life.shop.ask('delivery', life.staff, PROGRESS, input);
  life.story.push(`  parcel of ${orderId} ${status}: ${outcome?.__typename}`);
  return outcome as { readonly __typename: string; readonly possibleFrom: string } | undefined;
}

async function reschedule(life: Life, dice: Dice): Promise<boolean> {
  const failed = (await parcels(life)).filter(({ status }) => status === 'DELIVERY_FAILED');
  const parcel = chosen(failed, dice.which);
  if (!parcel) return false;
  const input = {
    shipmentId: parcel.id,
    expectedVersion: parcel.version,
    deliverySlotId: await slotAhead(life, dice.how % 3),
  };
  const outcome = await life.shop.ask('delivery', `CUSTOMER ${parcel.customerId}`, RESCHEDULE, input);
  life.story.push(`  another slot for ${parcel.orderId}: ${outcome?.__typename}`);
  return true;
}

/** Some on the shelf again, the others written off. */
async function decideGoods(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, ['RETURNED']), dice.which);
  if (!order) return false;
  const back = await life.shop.database('inventory').query<{ variantId: string; quantity: number }>(
    `SELECT variant_id AS "variantId", quantity FROM inventory.returned_goods
       WHERE order_id = $1 AND decided_at IS NULL`,
    [order.id],
  );
  if (back.length === 0) return false;
  const lines = back.map(({ variantId, quantity }) => {
    const restock = dice.how % (quantity + 1);
    return { variantId, restock, writeOff: quantity - restock };
  });
  const outcome = await life.shop.ask('inventory', life.staff, DECIDE_GOODS, { orderId: order.id, lines });
  life.story.push(`  goods of ${order.id} decided: ${outcome?.__typename}`);
  return true;
}

async function cancelAndPickUp(life: Life, dice: Dice): Promise<boolean> {
  const parcel = chosen(
    (await parcelsOnTheWay(life)).filter(({ status }) => status === 'CREATED'),
    dice.which,
  );
  if (!parcel) return false;
  const [order] = (await ordersIn(life, ['CONFIRMED', 'PREPARING'])).filter(
    ({ id }) => id === parcel.orderId,
  );
  if (!order) return false;
  await Promise.all([
    life.shop.ask('orders', life.staff, CANCEL, { orderId: order.id, expectedVersion: order.version }),
    step(life, parcel, 'PICKED_UP'),
  ]);
  return true;
}

async function parcelsOnTheWay(life: Life): Promise<Parcel[]> {
  return (await parcels(life)).filter(({ status }) => NEXT[status]);
}

export function parcels(life: Life): Promise<Parcel[]> {
  return life.shop.database('delivery').query<Parcel>(
    `SELECT id, order_id AS "orderId", customer_id AS "customerId", status, version FROM delivery.shipments
     WHERE customer_id = ANY($1::text[]) ORDER BY id`,
    [customerIds(life)],
  );
}
