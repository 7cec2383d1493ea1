import { newId } from '@depachika/ids/ids.ts';
import type { Customer } from '../customers.ts';
import { chosen, type Dice, type Life, ordersIn, slotAhead } from '../life.ts';
import type { Action } from './action.ts';
import { CANCEL, CART, PLACE, RETURN, TOKENIZE } from './mutations.ts';
import { decideReturn } from './staff-work.ts';

export const SHOPPING: readonly Action[] = [
  { name: 'place an order', weight: 10, run: place },
  { name: 'place one cart in two tabs', weight: 3, run: placeInTwoTabs },
  { name: 'place the same order twice at once', weight: 1, run: placeTwice },
  { name: 'cancel as its customer', weight: 5, run: cancel },
  { name: 'cancel twice at once', weight: 1, run: cancelTwice },
  { name: 'ask to give back', weight: 5, run: requestReturn },
];

/** Cards by what the sandbox does with them. As many as share no factor with the methods: every pair comes up. */
const CARDS = [
  '4242424242424242',
  '4000000000003220',
  '4000000000000002',
  '4000000000000259',
  '4000000000000127',
  '4000000000000341',
  '4000000000000101',
];

const METHODS = ['CARD', 'KONBINI', 'CARD', 'KONBINI', 'CASH_ON_DELIVERY', 'POINTS'] as const;

export type Method = (typeof METHODS)[number];

export function paymentOf(life: Life, customer: Customer, number: number): Promise<object> {
  return payWith(life, customer, {
    method: METHODS[number % METHODS.length]!,
    card: CARDS[number % CARDS.length]!,
  });
}

/** What `placeOrder` takes for a way to pay; a card is shown to the provider first. */
export async function payWith(
  life: Life,
  { token }: Customer,
  { method, card }: { readonly method: Method; readonly card: string },
): Promise<object> {
  if (method === 'KONBINI') return { method, konbiniChain: 'LAWSON' };
  if (method !== 'CARD') return { method };
  const expiryYear = life.shop.clock.now().getUTCFullYear() + 2;
  const input = { number: card, expiryMonth: 12, expiryYear, securityCode: '123' };
  const outcome = await life.shop.ask('payments', token, TOKENIZE, input);
  return { method, cardToken: outcome?.cardToken ?? 'tok_lost' };
}

async function place(life: Life, dice: Dice): Promise<boolean> {
  const customer = chosen(life.customers, dice.who)!;
  const input = await orderInput(life, customer, dice);
  await ask(life, customer, { ...input, idempotencyKey: newId('req'), lines: [toBuy(life, dice)] });
  return true;
}

async function placeInTwoTabs(life: Life, dice: Dice): Promise<boolean> {
  const customer = chosen(life.customers, dice.who)!;
  await life.shop.ask('orders', customer.token, CART, toBuy(life, dice));
  const inputs = [await orderInput(life, customer, dice), await orderInput(life, customer, dice)];
  const outcomes = await Promise.all(
    inputs.map((input) => ask(life, customer, { ...input, idempotencyKey: newId('req') })),
  );
  const placed = outcomes.filter((outcome) => outcome === 'PlaceOrderSuccess').length;
  if (placed > 1) life.complaints.push(`ONE_CART_TWO_ORDERS ${customer.userId}`);
  return true;
}

async function placeTwice(life: Life, dice: Dice): Promise<boolean> {
  const customer = chosen(life.customers, dice.who)!;
  const input = {
    ...(await orderInput(life, customer, dice)),
    idempotencyKey: newId('req'),
    lines: [toBuy(life, dice)],
  };
  const answers = await Promise.all([askFor(life, customer, input), askFor(life, customer, input)]);
  const ids = new Set(answers.flatMap((answer) => (answer?.order ? [answer.order.id] : [])));
  if (ids.size > 1) life.complaints.push(`ONE_KEY_TWO_ORDERS ${[...ids].join(' ')}`);
  return true;
}

async function cancel(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, CANCELLABLE), dice.which);
  if (!order) return false;
  const outcome = await life.shop.ask('orders', `CUSTOMER ${order.customerId}`, CANCEL, {
    orderId: order.id,
  });
  life.story.push(`  cancel ${order.id}: ${outcome?.__typename}`);
  return true;
}

async function cancelTwice(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, CANCELLABLE), dice.which);
  if (!order) return false;
  await Promise.all([
    life.shop.ask('orders', `CUSTOMER ${order.customerId}`, CANCEL, { orderId: order.id }),
    life.shop.ask('orders', life.staff, CANCEL, { orderId: order.id, expectedVersion: order.version }),
  ]);
  return true;
}

const CANCELLABLE = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING'];

async function requestReturn(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, ['DELIVERED']), dice.which);
  if (!order) return false;
  const input = { orderId: order.id, reason: '気に入りませんでした', defective: dice.how % 2 === 0 };
  const outcome = await life.shop.ask('orders', `CUSTOMER ${order.customerId}`, RETURN, input);
  life.story.push(`  give back ${order.id}: ${outcome?.__typename}`);
  if (dice.how % 3 !== 0) await decideReturn(life, { ...dice, which: 0 });
  return true;
}

/** Up to three pieces; one of the cheapest for somebody who pays with points alone. */
function lineOf({ stock }: Life, { which, how }: Dice) {
  const article = isPaidWithPoints(how) ? stock.articles[0]! : chosen(stock.articles, which)!;
  const quantity = isPaidWithPoints(how) ? 1 : 1 + (Math.floor(which / stock.articles.length) % 3);
  return { variantId: article.variantId, quantity, totalYen: article.priceYen * quantity };
}

function toBuy(life: Life, dice: Dice) {
  const { variantId, quantity } = lineOf(life, dice);
  return { variantId, quantity };
}

function isPaidWithPoints(how: number): boolean {
  return METHODS[how % METHODS.length] === 'POINTS';
}

/** Where, when, how paid and with how many points. */
async function orderInput(life: Life, customer: Customer, { who, which, how }: Dice) {
  const [balance] = await life.shop
    .database('payments')
    .query<{ spendable: number }>('SELECT spendable FROM payments.points_balances WHERE customer_id = $1', [
      customer.userId,
    ]);
  const payment = await paymentOf(life, customer, how);
  const totalYen = lineOf(life, { who, which, how }).totalYen + life.stock.feeYen;
  const points = Math.min(wantedPoints({ totalYen, how, spendable: balance?.spendable ?? 0 }), totalYen);
  return { addressId: customer.addressId, deliverySlotId: await slotAhead(life, which % 3), points, payment };
}

/** All that there are, none or one; as many as are due where points are to cover it all. */
function wantedPoints({
  totalYen,
  how,
  spendable,
}: {
  readonly totalYen: number;
  readonly how: number;
  readonly spendable: number;
}): number {
  if (isPaidWithPoints(how)) return totalYen;
  return [spendable, 0, spendable, 1][(how + Math.floor(how / 4)) % 4]!;
}

async function ask(life: Life, customer: Customer, input: object): Promise<string | undefined> {
  return (await askFor(life, customer, input))?.__typename;
}

async function askFor(life: Life, customer: Customer, input: object) {
  const outcome = await life.shop.ask('orders', customer.token, PLACE, input);
  const { payment, points } = input as { payment?: { method: string }; points?: number };
  life.story.push(
    `  order by ${payment?.method} with ${points} points: ${outcome?.__typename} ${outcome?.order?.id ?? outcome?.code ?? ''}`,
  );
  return outcome as { readonly __typename: string; readonly order?: { readonly id: string } } | undefined;
}
