import { newId } from '@depachika/ids/ids.ts';
import { chosen, customerIds, type Dice, type Life, type OrderRow, ordersIn } from '../life.ts';
import type { Action } from './action.ts';
import { CANCEL, REORDER, RETRY } from './mutations.ts';
import { paymentOf } from './shopping.ts';

export const TRYING_AGAIN: readonly Action[] = [
  { name: 'pay in another way', weight: 6, run: payOtherwise },
  { name: 'pay in two other ways at once', weight: 2, run: payInTwoTabs },
  { name: 'pay in another way and cancel at once', weight: 1, run: payAndCancel },
  { name: 'answer the issuer of a card', weight: 4, run: answerIssuer },
  { name: 'order an expired order again', weight: 1, run: reorder },
];

/** Also orders that are being prepared: their card may have been refused when the parcel was about to leave. */
const PAYABLE = ['AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING', 'PENDING'];

async function payOtherwise(life: Life, dice: Dice): Promise<boolean> {
  const order = await payable(life, dice);
  if (!order) return false;
  await retry(life, order, dice.how);
  return true;
}

async function payInTwoTabs(life: Life, dice: Dice): Promise<boolean> {
  const order = await payable(life, dice);
  if (!order) return false;
  await Promise.all([retry(life, order, dice.how), retry(life, order, dice.how + 1)]);
  return true;
}

async function payAndCancel(life: Life, dice: Dice): Promise<boolean> {
  const order = await payable(life, dice);
  if (!order) return false;
  const cancelling = life.shop.ask('orders', `CUSTOMER ${order.customerId}`, CANCEL, { orderId: order.id });
  await Promise.all([retry(life, order, dice.how), cancelling]);
  return true;
}

async function reorder(life: Life, dice: Dice): Promise<boolean> {
  const order = chosen(await ordersIn(life, ['EXPIRED']), dice.which);
  if (!order) return false;
  await life.shop.ask('orders', `CUSTOMER ${order.customerId}`, REORDER, { orderId: order.id });
  return true;
}

/** Mostly rightly; sometimes wrongly, and sometimes the page is left. */
async function answerIssuer(life: Life, { which, how }: Dice): Promise<boolean> {
  const asked = await life.shop.database('payments').query<{ reference: string }>(
    `SELECT c.reference FROM payments.sandbox_charges AS c
       JOIN payments.payments AS p ON p.id = split_part(c.idempotency_key, '/', 1)
       WHERE p.customer_id = ANY($1::text[]) AND c.status = 'CHALLENGED' ORDER BY p.id`,
    [customerIds(life)],
  );
  const challenge = chosen(asked, which);
  if (!challenge) return false;
  const answer = chosen(['succeed', 'succeed', 'fail', 'abandon'], how)!;
  await life.shop.answerChallenge(challenge.reference, answer);
  life.story.push(`  ${answer} at the issuer`);
  return true;
}

/** Those that wait for their payment before those that only may. */
async function payable(life: Life, { which }: Dice): Promise<OrderRow | undefined> {
  const waiting = await ordersIn(life, PAYABLE.slice(0, 1));
  return chosen(waiting.length > 0 ? waiting : await ordersIn(life, PAYABLE), which);
}

async function retry(life: Life, order: OrderRow, how: number): Promise<void> {
  const token = `CUSTOMER ${order.customerId}`;
  const customer = life.customers.find(({ userId }) => userId === order.customerId)!;
  const payment = await paymentOf(life, customer, how);
  const input = { orderId: order.id, payment, idempotencyKey: newId('req') };
  const outcome = await life.shop.ask('orders', token, RETRY, input);
  life.story.push(
    `  pay ${order.id} otherwise: ${outcome?.__typename} ${outcome?.code ?? outcome?.reason ?? ''}`,
  );
}
