import { newId } from '@depachika/ids/ids.ts';
import { nameAccount } from './actions/misfortune.ts';
import { CANCEL, DECIDE, PLACE, PREPARE, RETURN } from './actions/mutations.ts';
import { type Method, payWith } from './actions/shopping.ts';
import { parcels, refund, stepInTime } from './actions/staff-work.ts';
import type { Customer } from './customers.ts';
import { type Life, type OrderRow, ordersIn, slotAhead } from './life.ts';

/** A way to pay and the end that an order comes to, or where it is left. */
export interface OrderEnd {
  readonly method: Method;
  readonly status: string;
  /** What is done after it was placed and everybody has heard of it. */
  readonly deeds: readonly Deed[];
  readonly card?: string;
}

type Deed =
  | 'PICKED_UP'
  | 'OUT_FOR_DELIVERY'
  | 'DELIVERED'
  | 'DELIVERY_FAILED'
  | 'RETURNED'
  | 'pay'
  | 'prepare'
  | 'cancel'
  | 'cancel as staff'
  | 'name an account'
  | 'give back'
  | 'accept'
  | 'refuse'
  | 'refund';

const DECLINED = '4000000000000002';
const LATE = '4000000000000259';
const DELIVERED: readonly Deed[] = ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED'];
const FAILED: readonly Deed[] = ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED'];

/** Every way to pay, to every end that it can come to. */
export const ENDS: readonly OrderEnd[] = [
  { method: 'CARD', status: 'DELIVERED', deeds: DELIVERED },
  { method: 'KONBINI', status: 'DELIVERED', deeds: ['pay', ...DELIVERED] },
  { method: 'CASH_ON_DELIVERY', status: 'DELIVERED', deeds: DELIVERED },
  { method: 'POINTS', status: 'DELIVERED', deeds: DELIVERED },
  { method: 'CARD', status: 'CONFIRMED', deeds: [] },
  { method: 'CARD', status: 'CONFIRMED', deeds: [], card: LATE },
  { method: 'CASH_ON_DELIVERY', status: 'CONFIRMED', deeds: [] },
  { method: 'KONBINI', status: 'AWAITING_PAYMENT', deeds: [] },
  { method: 'CARD', status: 'CANCELLED', deeds: [], card: DECLINED },
  { method: 'CARD', status: 'CANCELLED', deeds: ['cancel'] },
  { method: 'KONBINI', status: 'CANCELLED', deeds: ['cancel'] },
  { method: 'KONBINI', status: 'CANCELLED', deeds: ['pay', 'cancel'] },
  { method: 'KONBINI', status: 'CANCELLED', deeds: ['pay', 'prepare', 'cancel as staff', 'name an account'] },
  { method: 'CASH_ON_DELIVERY', status: 'CANCELLED', deeds: ['cancel'] },
  { method: 'POINTS', status: 'CANCELLED', deeds: ['cancel'] },
  { method: 'CARD', status: 'PREPARING', deeds: ['prepare'] },
  { method: 'KONBINI', status: 'SHIPPED', deeds: ['pay', 'PICKED_UP'] },
  { method: 'CASH_ON_DELIVERY', status: 'OUT_FOR_DELIVERY', deeds: ['PICKED_UP', 'OUT_FOR_DELIVERY'] },
  { method: 'CARD', status: 'DELIVERY_FAILED', deeds: FAILED },
  { method: 'CARD', status: 'RETURNED', deeds: [...FAILED, 'RETURNED'] },
  { method: 'CASH_ON_DELIVERY', status: 'RETURNED', deeds: [...FAILED, 'RETURNED'] },
  { method: 'CARD', status: 'DELIVERED', deeds: [...FAILED, 'OUT_FOR_DELIVERY', 'DELIVERED'] },
  { method: 'CARD', status: 'RETURN_REQUESTED', deeds: [...DELIVERED, 'give back'] },
  { method: 'CARD', status: 'RETURNED', deeds: [...DELIVERED, 'give back', 'accept'] },
  {
    method: 'KONBINI',
    status: 'RETURNED',
    deeds: ['pay', ...DELIVERED, 'give back', 'accept', 'name an account'],
  },
  { method: 'CASH_ON_DELIVERY', status: 'RETURNED', deeds: [...DELIVERED, 'give back', 'accept'] },
  { method: 'CARD', status: 'DELIVERED', deeds: [...DELIVERED, 'give back', 'refuse'] },
  { method: 'CARD', status: 'DELIVERED', deeds: [...DELIVERED, 'refund'] },
];

const USUAL_CARD = '4242424242424242';

/** An order that was placed and is not yet at its end. */
export interface OrderUnderWay {
  readonly doing: Doing;
  readonly left: readonly Deed[];
}

/** Places the nth order of a shop's days, and does what is done with it at once: what is left is done in its slot. */
export async function beginOrder(life: Life, nth: number): Promise<OrderUnderWay> {
  const { deeds, ...end } = ENDS[nth % ENDS.length]!;
  const customer = life.customers[nth % life.customers.length]!;
  const doing = { life, customer, orderId: await place(life, customer, end, nth) };
  const atTheDoor = deeds.indexOf('PICKED_UP');
  const now = atTheDoor < 0 ? deeds : deeds.slice(0, atTheDoor);
  for (const deed of now) await performAfterAll(doing, deed);
  await life.shop.settle();
  return { doing, left: deeds.slice(now.length) };
}

/** Takes an order to the end that it has. */
export async function endOrder({ doing, left }: OrderUnderWay): Promise<void> {
  for (const deed of left) await performAfterAll(doing, deed);
  await doing.life.shop.settle();
}

async function performAfterAll(doing: Doing, deed: Deed): Promise<void> {
  await doing.life.shop.settle();
  await perform(doing, deed);
}

async function place(
  life: Life,
  customer: Customer,
  { method, card = USUAL_CARD }: Omit<OrderEnd, 'deeds'>,
  nth: number,
) {
  const { shop, stock } = life;
  const article = stock.articles[method === 'POINTS' ? 0 : nth % (stock.articles.length - 1)]!;
  const outcome = await shop.ask('orders', customer.token, PLACE, {
    idempotencyKey: newId('req'),
    lines: [{ variantId: article.variantId, quantity: 1 }],
    addressId: customer.addressId,
    deliverySlotId: await slotAhead(life, 1),
    points: method === 'POINTS' ? article.priceYen + stock.feeYen : nth % 3,
    payment: await payWith(life, customer, { method, card }),
  });
  if (!outcome?.order)
    throw new Error(`Order ${nth} by ${method} was not placed: ${JSON.stringify(outcome)}`);
  return outcome.order.id as string;
}

interface Doing {
  readonly life: Life;
  readonly orderId: string;
  readonly customer: Customer;
}

async function perform(doing: Doing, deed: Deed): Promise<void> {
  const { life, orderId, customer } = doing;
  if (deed === 'pay') return payAtRegister(doing);
  if (deed === 'name an account') return void (await nameAccount(life, FIRST));
  if (deed === 'refund') return refundOrder(doing);
  const change = CHANGES[deed];
  if (change) {
    const [order] = (await ordersIn(life, ANY)).filter(({ id }) => id === orderId);
    const token = change.by === 'staff' ? life.staff : customer.token;
    const outcome = await life.shop.ask('orders', token, change.mutation, change.input(order!));
    return mustSucceed(doing, deed, outcome);
  }
  const parcel = (await parcels(life)).find((each) => each.orderId === orderId);
  if (!parcel) throw new Error(`There is no parcel of ${orderId}:\n${life.story.join('\n')}`);
  await stepInTime(life, parcel, deed);
}

async function payAtRegister({ life, orderId }: Doing): Promise<void> {
  const receipt = await life.register.payFor(orderId);
  if (!receipt) throw new Error(`There is no slip of ${orderId}`);
  await life.register.tell(receipt);
}

async function refundOrder({ life, orderId }: Doing): Promise<void> {
  const [payment] = await life.shop
    .database('payments')
    .query<{ id: string; version: number }>(
      `SELECT id, version FROM payments.payments WHERE order_id = $1 AND status = 'PAID'`,
      [orderId],
    );
  await refund(life, payment!);
}

function mustSucceed({ orderId }: Doing, deed: Deed, outcome: { readonly __typename: string } | undefined) {
  if (!outcome?.__typename.endsWith('Success'))
    throw new Error(`${deed} of ${orderId} came to ${JSON.stringify(outcome)}`);
}

const FIRST = { who: 0, which: 0, how: 0 };
const ANY = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING', 'DELIVERED', 'RETURN_REQUESTED'];

interface Change {
  readonly by: 'customer' | 'staff';
  readonly mutation: string;
  readonly input: (order: OrderRow) => object;
}

const expected = ({ id, version }: OrderRow) => ({ orderId: id, expectedVersion: version });

/** What customers and staff ask orders for. */
const CHANGES: Readonly<Partial<Record<Deed, Change>>> = {
  prepare: { by: 'staff', mutation: PREPARE, input: expected },
  cancel: { by: 'customer', mutation: CANCEL, input: ({ id }) => ({ orderId: id }) },
  'cancel as staff': { by: 'staff', mutation: CANCEL, input: expected },
  'give back': {
    by: 'customer',
    mutation: RETURN,
    input: ({ id }) => ({ orderId: id, reason: '壊れていた', defective: true }),
  },
  accept: { by: 'staff', mutation: DECIDE, input: (order) => ({ ...expected(order), accept: true }) },
  refuse: { by: 'staff', mutation: DECIDE, input: (order) => ({ ...expected(order), accept: false }) },
};
