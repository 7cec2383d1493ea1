import { chosen, customerIds, type Dice, type Life } from '../life.ts';
import type { Action } from './action.ts';
import { ACCOUNT } from './mutations.ts';

export const MONEY_AND_MISFORTUNE: readonly Action[] = [
  { name: 'pay at the register', weight: 5, run: payAtRegister },
  { name: 'pay a slip twice', weight: 1, run: payAgain },
  { name: 'tell again what was not taken', weight: 2, run: tellAgain },
  { name: 'name a bank account', weight: 3, run: nameAccount },
  { name: 'let time pass', weight: 7, run: letTimePass },
  { name: 'hear a part of the events', weight: 3, run: hearSome },
  { name: 'hear events again', weight: 1, run: hearAgain },
  { name: 'die at a crash point', weight: 3, run: dieSoon },
];

/** What becomes of the first notification: told rightly, lost for now, with a wrong amount at first, or twice. */
async function payAtRegister(life: Life, { which, how }: Dice): Promise<boolean> {
  const receipt = await life.register.pay({ which, again: false });
  if (!receipt) return false;
  life.story.push(`  paid ${receipt.amountYen} yen of ${receipt.paymentId}`);
  const told = how % 4;
  if (told === 0) await life.register.tell(receipt);
  if (told === 2) await life.register.tell(receipt, 1);
  if (told === 3) await Promise.all([life.register.tell(receipt), life.register.tell(receipt)]);
  return true;
}

function tellAgain(life: Life, { how }: Dice): Promise<boolean> {
  return life.register.tellWaiting(how % 2 === 1);
}

async function payAgain(life: Life, { which }: Dice): Promise<boolean> {
  const receipt = await life.register.pay({ which, again: true });
  if (!receipt) return false;
  life.story.push(`  paid again ${receipt.amountYen} yen of ${receipt.paymentId}`);
  await life.register.tell(receipt);
  return true;
}

export async function nameAccount(life: Life, { which }: Dice): Promise<boolean> {
  const owed = await life.shop.database('payments').query<{ paymentId: string; customerId: string }>(
    `SELECT p.id AS "paymentId", p.customer_id AS "customerId" FROM payments.payments AS p
     JOIN payments.refunds AS r ON r.payment_id = p.id
     WHERE p.customer_id = ANY($1::text[]) AND r.status = 'NEEDS_BANK_ACCOUNT' ORDER BY p.id`,
    [customerIds(life)],
  );
  const refund = chosen(owed, which);
  if (!refund) return false;
  const account = {
    bankCode: '0001',
    branchCode: '001',
    accountType: 'ORDINARY',
    accountNumber: '1234567',
    holderKana: 'シミズ ハナコ',
  };
  const input = { paymentId: refund.paymentId, ...account };
  const outcome = await life.shop.ask('payments', `CUSTOMER ${refund.customerId}`, ACCOUNT, input);
  life.story.push(`  account for ${refund.paymentId}: ${outcome?.__typename}`);
  return true;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Past an answer, a lease, a hold, a deadline, a slot, a return window, an account's term, a life of points. */
const WAITS_MS = [
  6 * SECOND_MS,
  MINUTE_MS,
  16 * MINUTE_MS,
  3 * HOUR_MS,
  DAY_MS,
  4 * DAY_MS,
  9 * DAY_MS,
  20 * DAY_MS,
  46 * DAY_MS,
];

async function letTimePass(life: Life, { which }: Dice): Promise<boolean> {
  const ms = chosen(WAITS_MS, which)!;
  await life.shop.wait(ms);
  life.story.push(`  ${ms / MINUTE_MS} minutes pass`);
  return true;
}

/** Only what one group has heard of one topic moves on: domains are not equally fast. */
async function hearSome(life: Life, { which, how }: Dice): Promise<boolean> {
  await life.shop.log.collect();
  await life.shop.log.deliverSome({ queue: which, events: 1 + (how % 3) }).catch((error) => {
    if (life.shop.process.deaths() === 0) throw error;
  });
  return true;
}

async function hearAgain(life: Life, { which }: Dice): Promise<boolean> {
  life.shop.log.publishAgain(1 + (which % 10));
  return true;
}

/** Where it hurts: between what is written and what is told, asked or written next. */
export const CRASH_POINTS = [
  'payments.worker.answered',
  'payments.worker.stored',
  'payments.worker.taken',
  'orders.placeOrder.sagaStarted',
  'orders.placeOrder.stockReserved',
  'orders.placeOrder.slotHeld',
  'orders.placeOrder.pointsHeld',
  'orders.placeOrder.paymentPrepared',
  'orders.placeOrder.orderInserted',
  'orders.confirm.written',
  'orders.confirm.committed',
  'orders.consume.written',
  'orders.consume.committed',
  'orders.expire.committed',
  'orders.late.releasing',
  'orders.late.confirmed',
  'delivery.progress.orderShipped',
  'delivery.progress.committed',
  'inventory.settle.committed',
  'inventory.decideGoods.committed',
  'orders.retryPayment.started',
  'orders.retryPayment.attemptBegun',
  'payments.prepare.committed',
  'payments.challenge.answered',
  'payments.capture.taken',
  'payments.capture.answered',
  'payments.capture.stored',
  'delivery.progress.paymentCaptured',
  'payments.consumer.handled',
] as const;

async function dieSoon(life: Life, { which }: Dice): Promise<boolean> {
  const point = chosen(CRASH_POINTS, which)!;
  life.shop.process.dieAt(point);
  life.story.push(`  will die at ${point}`);
  return true;
}
