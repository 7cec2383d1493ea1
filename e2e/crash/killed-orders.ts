import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import {
  type Buyer,
  cardToken,
  comeBack,
  lastSlot,
  newBuyer,
  orderInput,
  orderPage,
  orderUntil,
  placeOrder,
  pointsOf,
  statusOf,
  welcomed,
} from '../support/buyer.ts';
import { emptyShelf, levelOf, newProduct, type OwnProduct } from '../support/catalogue.ts';
import { eventually, eventuallyEquals } from '../support/eventually.ts';
import { operation } from '../support/operations.ts';
import { complaintsOf } from '../support/order-complaints.ts';
import { askForMoneyBack, payAtRegister, paySlipOf, WEBHOOK_SECRET } from '../support/payment-provider.ts';
import { expectCleanAudits, logIn, type Shop, startShop } from '../support/shop.ts';
import type { Answer, Json, ShopClient } from '../support/shop-client.ts';

// One shop that is killed at one point after the other. Every start is the recovery from the kill before. Each file of tests has
// a shop of its own. Its database is not killed with it: nearly half of a start would be the database's, and that it loses
// nothing when it is killed in the middle of writes is shown beside it (packages/database/embedded/).

let shop: Shop;
let staff: ShopClient;
let buyer: Buyer;
let product: OwnProduct;
/** Sold out when its orders are paid late. */
let scarce: OwnProduct;
let slot: Json;
let savedCard: string;
/** The order that was last to be paid again. */
let payingAgain: string;
/** What was ever asked of placeOrder. */
const asked: Json[] = [];
const unpaid: { withStock: Json[]; withoutStock: Json[] } = { withStock: [], withoutStock: [] };

const LATE_WITH_STOCK = 4;
const LATE_WITHOUT_STOCK = 3;

/** Starts the shop, sells what is paid late, and kills it. */
export async function openShop(): Promise<void> {
  shop = await startShop({ databaseApart: true, env: { PAYMENT_WEBHOOK_SECRET: WEBHOOK_SECRET } });
  staff = await logIn(shop, 'staff@example.jp');
  buyer = await newBuyer(shop);
  await welcomed(buyer);
  product = await newProduct(staff, { pieces: 1_000 });
  scarce = await newProduct(staff, { pieces: LATE_WITHOUT_STOCK });
  slot = await lastSlot(buyer);
  const saved = await buyer.mutate('save-payment-method', { cardToken: await cardToken(buyer) });
  savedCard = saved.paymentMethod.id;
  for (let i = 0; i < LATE_WITH_STOCK; i += 1) unpaid.withStock.push(await placeAtKonbini(product));
  for (let i = 0; i < LATE_WITHOUT_STOCK; i += 1) unpaid.withoutStock.push(await placeAtKonbini(scarce));
  for (const kind of ['withStock', 'withoutStock'] as const) late[kind] = [...unpaid[kind]];
  await shop.kill9();
}

export const closeShop = async () => shop?.stop();
export const killShop = () => shop.kill9();

/** All of these, when some are paid. */
const late: typeof unpaid = { withStock: [], withoutStock: [] };

const KONBINI = { method: 'KONBINI', konbiniChain: 'SEVEN_ELEVEN' };

async function placeAtKonbini(wanted: OwnProduct): Promise<Json> {
  const placed = await placeOrder(buyer, { ...wanted, slotId: slot.id, payment: KONBINI });
  return statusOf(buyer, placed.id, 'AWAITING_PAYMENT');
}

/** Asks for an order, and remembers with what. */
async function ask(more: Json = {}): Promise<Json> {
  const payment = { method: 'CARD', paymentMethodId: savedCard };
  const wish = { variantId: product.variantId, slotId: slot.id, payment, points: 5, ...more };
  const input = await orderInput(buyer, wish);
  asked.push(input);
  return buyer.mutate('place-order', input);
}

const place = () => ask();
const placeUnpaid = () => ask({ payment: KONBINI, points: 0 });
const placeRefused = () => ask({ payment: { method: 'CARD', cardToken: 'tok_unknown' } });

/** The holder of a card proves that it is theirs. */
async function proveCard(): Promise<void> {
  const token = await cardToken(buyer, '4000000000003220');
  const { order } = await ask({ payment: { method: 'CARD', cardToken: token }, points: 0 });
  const { payments } = await orderUntil(buyer, order.id, (page) => page.payments[0]?.nextAction);
  const body = new URLSearchParams({ answer: 'succeed' });
  await fetch(new URL(payments[0].nextAction.url, shop.graphqlUrl()), { method: 'POST', body });
}

async function placeConfirmed(): Promise<Json> {
  const { order } = await place();
  return statusOf(buyer, order.id, 'CONFIRMED');
}

async function placeDeclined(): Promise<Json> {
  const declined = await cardToken(buyer, '4000000000000002');
  const { order } = await ask({ payment: { method: 'CARD', cardToken: declined } });
  return statusOf(buyer, order.id, 'AWAITING_PAYMENT');
}

async function payAgain(): Promise<void> {
  const { id: orderId } = await placeDeclined();
  payingAgain = orderId;
  await buyer.mutate('retry-payment', { orderId, payment: KONBINI, idempotencyKey: randomUUID() });
}

/** The order is cancelled before somebody takes its attempt over. */
async function endWhilePayingAgain(): Promise<void> {
  await buyer.mutate('cancel-order', { orderId: payingAgain });
  await shop.advance(LONGEST_LEASE_MS + MINUTE_MS);
}

async function cancel(): Promise<void> {
  const { id } = await placeConfirmed();
  await buyer.mutate('cancel-order', { orderId: id });
}

async function payAtOnce(): Promise<Json> {
  const { order } = await ask({ payment: KONBINI, points: 0 });
  await paySlipOf(shop, buyer, order.id);
  return order;
}

const sendBack = async () => askForMoneyBack(buyer, (await payAtOnce()).id);

async function ship(): Promise<Json> {
  const { id } = await placeConfirmed();
  const { shipments } = await orderUntil(staff, id, (order) => order.shipments.length === 1);
  const progress = { shipmentId: shipments[0].id, expectedVersion: 1, agreedEarlier: true };
  await staff.mutate('record-shipment-progress', { ...progress, status: 'PICKED_UP' });
  return { orderId: id, shipmentId: shipments[0].id };
}

/** The parcel comes straight back, and its goods go back on the shelf. */
async function shelveReturned(): Promise<void> {
  const { orderId, shipmentId } = await ship();
  await statusOf(staff, orderId, 'SHIPPED');
  await staff.mutate('record-shipment-progress', { shipmentId, expectedVersion: 2, status: 'RETURNED' });
  await eventually(
    () => staff.run('returned-goods', { first: 100 }),
    ({ returnedGoods }) => returnedGoods.nodes.some(({ order }: Json) => order.id === orderId),
  );
  const lines = [{ variantId: product.variantId, restock: 1, writeOff: 0 }];
  await staff.mutate('decide-returned-goods', { orderId, lines });
}

async function receive(): Promise<void> {
  const { variantId, locationId } = product;
  await staff.mutate('receive-stock', { idempotencyKey: randomUUID(), variantId, locationId, quantity: 1 });
}

async function renameProduct(): Promise<void> {
  const { products } = await staff.run('staff-products', { first: 1 });
  const { id, version: expectedVersion } = products.nodes[0];
  await staff.mutate('update-product', { id, expectedVersion, brand: '新試験堂' });
}

const letHoldsEnd = () => shop.advance(20 * MINUTE_MS);
const payLateWithStock = () => payAtRegister(shop, unpaid.withStock.pop().payments[0].slip);

async function payLateWithoutStock(): Promise<void> {
  await emptyShelf(staff, scarce);
  await payAtRegister(shop, unpaid.withoutStock.pop().payments[0].slip);
}

export interface Kill {
  readonly point: string;
  readonly act: () => Promise<unknown>;
  readonly env?: Readonly<Record<string, string>>;
}

const MINUTE_MS = 60_000;
/** Nobody takes the attempt over before its holds have ended by themselves: its lease is longer than they are. */
const LONGEST_LEASE_MS = 25 * MINUTE_MS;
const NO_RECOVERY = { ORDERS_SAGA_LEASE_MS: `${LONGEST_LEASE_MS}`, ORDERS_POLL_MS: '60000' };

export const WHILE_PLACING: Kill[] = [
  ...['sagaStarted', 'stockReserved', 'slotHeld', 'pointsHeld', 'paymentPrepared', 'orderInserted'].map(
    (what) => ({ point: `orders.placeOrder.${what}`, act: place }),
  ),
  { point: 'inventory.reserve.committed', act: place },
  { point: 'delivery.hold.committed', act: place },
  { point: 'payments.prepare.committed', act: place },
  { point: 'outbox.relay.published', act: place },
  { point: 'outbox.relay.published#2', act: place },
  { point: 'outbox.relay.published#4', act: place },
  ...['taken', 'answered', 'stored'].flatMap((what) => [
    { point: `payments.worker.${what}`, act: place },
    { point: `payments.worker.${what}`, act: placeUnpaid },
  ]),
  { point: 'payments.challenge.answered', act: proveCard },
  ...['orders', 'payments', 'inventory', 'delivery', 'analytics', 'notifications'].map((schema) => ({
    point: `${schema}.consumer.handled`,
    act: place,
  })),
  ...['claimed', 'noted', 'sent'].map((what) => ({ point: `notifications.mail.${what}`, act: place })),
  { point: 'payments.webhook.judged', act: payAtOnce },
  { point: 'orders.confirm.written', act: place },
  { point: 'orders.confirm.committed', act: place },
  { point: 'orders.consume.written', act: placeUnpaid },
  { point: 'orders.consume.committed', act: placeUnpaid },
];

export const WHILE_GIVING_BACK: Kill[] = [
  { point: 'orders.placeOrder.undoing', act: placeRefused },
  ...['stockReserved', 'slotHeld', 'pointsHeld', 'paymentPrepared'].map((step) => ({
    point: `orders.placeOrder.undone.${step}`,
    act: placeRefused,
  })),
  { point: 'inventory.release.committed', act: placeRefused },
  { point: 'delivery.release.committed', act: placeRefused },
  { point: 'inventory.settle.committed', act: cancel },
  { point: 'payments.refund.sending', act: sendBack },
  { point: 'orders.placeOrder.slotHeld', act: place, env: NO_RECOVERY },
  { point: 'inventory.expire.committed', act: letHoldsEnd, env: NO_RECOVERY },
  { point: 'orders.placeOrder.slotHeld', act: place, env: NO_RECOVERY },
  { point: 'delivery.expire.committed', act: letHoldsEnd, env: NO_RECOVERY },
];

/** A declined card is followed by a slip, whose holds have to last longer. */
export const WHILE_PAYING_AGAIN: Kill[] = [
  ...['stockExtended', 'slotExtended', 'pointsExtended'].map((step) => ({
    point: `orders.extendHolds.${step}`,
    act: placeDeclined,
  })),
  ...['started', 'stockExtended', 'slotExtended', 'pointsExtended', 'attemptBegun'].map((step) => ({
    point: `orders.retryPayment.${step}`,
    act: payAgain,
  })),
  { point: 'orders.retryPayment.paymentPrepared', act: payAgain, env: NO_RECOVERY },
  { point: 'orders.retryPayment.abandoned', act: endWhilePayingAgain, env: NO_RECOVERY },
];

export const WHILE_SHIPPING: Kill[] = [
  ...['taken', 'answered', 'stored'].map((what) => ({ point: `payments.capture.${what}`, act: ship })),
  { point: 'delivery.progress.paymentCaptured', act: ship },
  { point: 'delivery.progress.orderShipped', act: ship },
  { point: 'delivery.progress.committed', act: ship },
  { point: 'inventory.receive.committed', act: receive },
  { point: 'inventory.decideGoods.committed', act: shelveReturned },
  { point: 'catalog.consumer.handled', act: renameProduct },
];

export const WHILE_PAID_LATE: Kill[] = [
  { point: 'orders.expire.committed', act: () => letUnpaidExpire() },
  ...['stockReserved', 'slotHeld', 'pointsHeld', 'confirmed'].map((what) => ({
    point: `orders.late.${what}`,
    act: payLateWithStock,
  })),
  ...['releasing', 'released', 'refundRequested'].map((what) => ({
    point: `orders.late.${what}`,
    act: payLateWithoutStock,
  })),
];

/** Beyond the leases of whatever the last process was doing. */
const LEASES_MS = 35_000;

const DYING_MS = 60_000;

/** Starts the shop so that it dies at the point, and does what leads there. */
export async function dieAt({ point, act, env }: Kill): Promise<void> {
  const started = await shop.restart({ env: { ...env, CRASH_AT: point }, laterMs: LEASES_MS }).then(
    () => true,
    (error) => {
      // What the last process left behind may lead there before the shop is ready: as good a death as any.
      if (error.exit?.signal !== 'SIGKILL') throw error;
      return false;
    },
  );
  if (!started) return;
  const { exited } = shop.process();
  const died = exited.then(() => true);
  // The shop dies under whoever asks, during the request or soon after it.
  const acted = comeBackBoth().then(act);
  await Promise.race([acted.catch(() => undefined), died]);
  const reached = await Promise.race([died, delay(DYING_MS, false, { ref: false })]);
  const outcome = reached ? undefined : await acted.then(JSON.stringify, String);
  await shop.kill9();
  expect(reached, `${point} was not reached; the act came to ${outcome}`).toBe(true);
}

async function comeBackBoth(): Promise<void> {
  buyer = await comeBack(shop, buyer);
  staff = await logIn(shop, 'staff@example.jp');
}

async function letUnpaidExpire(): Promise<void> {
  const deadlines = [...unpaid.withStock, ...unpaid.withoutStock].map(({ paymentDeadlineAt }) =>
    Date.parse(paymentDeadlineAt),
  );
  await shop.advance(Math.max(...deadlines) + 35 * MINUTE_MS - (await shop.now()).getTime());
}

/** Everything that still waits is done, and every order is whole: with all its holds, or with none. */
export async function expectSound(): Promise<void> {
  await shop.restart({ laterMs: LONGEST_LEASE_MS + MINUTE_MS });
  await comeBackBoth();
  for (const input of asked) {
    const { data } = await eventually(
      () => askAgain(input),
      ({ errors }) => errors.length === 0,
    );
    expect(['PlaceOrderSuccess', 'PaymentMethodRefused', 'OrderEnded']).toContain(data.placeOrder.__typename);
  }
  await eventuallyEquals(unsound, []);
  await expectCleanAudits(shop);
}

/** An attempt that is being undone can be had again only after that; until then the shop says so. */
async function askAgain(input: Json): Promise<Answer> {
  const answer = await buyer.graphql(operation('place-order'), { input });
  for (const { extensions } of answer.errors) expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
  return answer;
}

async function unsound(): Promise<string[]> {
  const orders = await Promise.all((await ordersOf(buyer)).map(({ id }) => orderPage(buyer, id)));
  const live = orders.filter(({ status }) => ['CONFIRMED', 'AWAITING_PAYMENT', 'SHIPPED'].includes(status));
  const promised = live.filter(({ status }) => status !== 'SHIPPED');
  const complaints = orders.flatMap((order) => complaintsOf(order));
  if (orders.length > asked.length + LATE_WITH_STOCK + LATE_WITHOUT_STOCK)
    complaints.push('orders nobody placed');
  const { reserved } = await levelOf(staff, product);
  const pieces = promised.filter(({ lines }) => lines[0].variant.id === product.variantId).length;
  if (reserved !== pieces) complaints.push(`${reserved} pieces are reserved for ${pieces} orders`);
  const points = await pointsOf(buyer);
  const pointsIn = (some: Json[]) => some.reduce((sum, { pointsUsed }) => sum + pointsUsed, 0);
  const spent = pointsIn(live);
  const held = pointsIn(live.filter(({ status }) => status === 'AWAITING_PAYMENT'));
  if (points.held !== held) complaints.push(`${points.held} points are held for ${held}`);
  if (points.spendable !== 500 - spent)
    complaints.push(`${points.spendable} points are left, ${spent} are spent`);
  return complaints;
}

async function ordersOf(client: ShopClient): Promise<Json[]> {
  const { me } = await client.run('my-orders', { first: 100 });
  return me.orders.nodes;
}

/** Late orders are confirmed where stock is there, else refunded. */
export async function expectPaidLate(): Promise<void> {
  await expectSound();
  // The shop may have died before somebody got to the register. Who has paid does not pay twice.
  for (const { payments } of [...late.withStock, ...late.withoutStock]) {
    expect(await payAtRegister(shop, payments[0].slip)).toMatchObject({ status: 200 });
  }
  const statuses = async (orders: Json[]) =>
    (await Promise.all(orders.map(({ id }) => orderPage(buyer, id)))).map(({ status }) => status);
  await eventuallyEquals(() => statuses(late.withStock), Array(LATE_WITH_STOCK).fill('CONFIRMED'));
  expect(await statuses(late.withoutStock)).toEqual(Array(LATE_WITHOUT_STOCK).fill('EXPIRED'));
  for (const { id } of late.withoutStock) {
    await orderUntil(buyer, id, ({ payments }) => payments[0].refund?.status === 'NEEDS_BANK_ACCOUNT');
  }
  await eventuallyEquals(unsound, []);
  await expectCleanAudits(shop);
}
