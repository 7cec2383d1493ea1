import { RpcError } from '@depachika/rpc/rpc.ts';
import { holdsExpireAt } from '../checkout/draft-rules.ts';
import { paymentChoice } from '../checkout/order-input.ts';
import type { PaymentOffer } from '../checkout/payment-offer.ts';
import { awaitEnd } from '../checkout/saga/await-saga.ts';
import { lockBeginning, openUnpaidBeside } from '../checkout/unpaid-order-store.ts';
import { brokenCeiling, unpaidRetry } from '../checkout/unpaid-rules.ts';
import { holdsNeededUntil, lostItsPayment, whyNotPayable, withNextAttempt } from '../order/attempt-rules.ts';
import type { LockedOrder } from '../order/order.ts';
import { findOrder, lockOrder } from '../order/order-store.ts';
import {
  idempotencyKeyReused,
  orderNotPayable,
  paymentMethodRefused,
  type RetryPaymentProblem,
} from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { hashOfRetry, invalidRetry, type RetryPaymentInput } from './retry-input.ts';
import { retryOffers } from './retry-offers.ts';
import {
  beginRetry,
  findRetry,
  type KnownRetry,
  type NewRetry,
  type RetryChoice,
  type RunningRetry,
  runningKeyOf,
} from './retry-store.ts';
import { type RetryOutcome, runRetry } from './run-retry.ts';

/**
 * Begins another attempt to pay an order. The same key and input give the same attempt, also at once and after a crash;
 * a refused one may be made anew under its key. One attempt of an order is begun at a time.
 * @throws RpcError UNAVAILABLE when the outcome could not be had: ask again with the same key
 */
export async function retryPayment(
  services: OrdersServices,
  customerId: string,
  input: RetryPaymentInput,
): Promise<RetryOutcome> {
  const invalid = invalidRetry(input);
  if (invalid) return refusal(invalid);
  const request = { customerId, idempotencyKey: input.idempotencyKey, inputHash: hashOfRetry(input) };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const known = await findRetry(services.database, request);
    if (known && known.inputHash !== request.inputHash)
      return refusal(idempotencyKeyReused(input.idempotencyKey));
    if (known?.state === 'DONE') return { kind: 'retried', orderId: known.orderId };
    if (known?.state === 'RUNNING') return await awaitRetry(services, request, known.id);
    const outcome = await attemptToPay(services, request, input);
    if (outcome) return outcome;
  }
  throw new RpcError('UNAVAILABLE', 'Too many attempts with this key at once');
}

const MAX_ATTEMPTS = 5;

/** @returns undefined when somebody else began with the same key meanwhile, or took this attempt over */
async function attemptToPay(
  services: OrdersServices,
  request: KeyedRequest,
  input: RetryPaymentInput,
): Promise<RetryOutcome | undefined> {
  const begun = await begin(services, request, input);
  if (begun.kind === 'taken') return undefined;
  if (begun.kind === 'refused') {
    // The same request may have gone through meanwhile, and be the very reason.
    return isBinding(await findRetry(services.database, request)) ? undefined : begun;
  }
  services.crashPoints.reach('orders.retryPayment.started');
  const outcome = await runRetry(services, begun.retry);
  return outcome === 'takenOver' ? undefined : outcome;
}

/** True when the key stands for an attempt; false when it may be tried anew. */
function isBinding(known: KnownRetry | undefined): boolean {
  return known !== undefined && known.state !== 'REFUSED';
}

interface KeyedRequest {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly inputHash: string;
}

type Begun =
  | { readonly kind: 'begun'; readonly retry: RunningRetry }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly problem: RetryPaymentProblem };

/** Decides everything about the attempt before anything is asked of others, and writes it down. */
async function begin(
  services: OrdersServices,
  request: KeyedRequest,
  { orderId, payment }: RetryPaymentInput,
): Promise<Begun> {
  const { database, clock, config } = services;
  const order = await findOrder(database, orderId);
  if (order?.customerId !== request.customerId) return refusal({ kind: 'notFound', id: orderId });
  const now = clock.now();
  const reason = whyNotPayable(order, now);
  if (reason) return refusal(orderNotPayable(order.status, reason));
  const choice = paymentChoice(payment);
  const offers = await retryOffers(services, order, now);
  const offer = offers.find(({ method }) => method === choice.method);
  if (!offer?.offered) return refusal(paymentMethodRefused(offer?.reason ?? 'AMOUNT_DUE'));
  return await writeDown(services, {
    ...request,
    orderId,
    attempt: order.paymentAttempts + 1,
    choice: { payment: choice, ...termsOf(services, order, offer, now) },
    leaseUntil: new Date(now.getTime() + config.sagaLeaseMs),
    now,
  });
}

/** The deadline of this way to pay, and how long everything has to be held for it. */
function termsOf(
  { config }: OrdersServices,
  order: LockedOrder,
  { method, deadlineAt, graceEndsAt }: PaymentOffer,
  now: Date,
): Omit<RetryChoice, 'payment'> {
  const deadlines = {
    deadlineAt: deadlineAt?.toISOString() ?? null,
    graceEndsAt: graceEndsAt?.toISOString() ?? null,
  };
  if (lostItsPayment(order)) return { ...deadlines, holdsUntil: null };
  const next = { paymentId: '', paymentMethod: method, paymentDeadlineAt: null, paymentGraceEndsAt: null };
  const { payUntil } = withNextAttempt(order, next, {
    retryMs: config.retryMs,
    answerMs: config.pendingLimitMs,
    now,
  });
  const needed = [holdsNeededUntil(payUntil!), holdsExpireAt(now, graceEndsAt)].map((end) => end.getTime());
  return { ...deadlines, holdsUntil: new Date(Math.max(...needed)).toISOString() };
}

/** Under the order's lock: what was decided still holds, and no other attempt is being begun. */
async function writeDown(services: OrdersServices, retry: NewRetry): Promise<Begun> {
  return await services.database.transaction({ name: 'orders.beginRetry' }, async (tx) => {
    const order = await lockOrder(tx, retry.orderId);
    const unpaid = unpaidRetry(order!, retry.choice.payment.method);
    await lockBeginning(tx, unpaid);
    const reason = whyNotPayable(order!, retry.now);
    if (reason) return refusal(orderNotPayable(order!.status, reason));
    const runningKey = await runningKeyOf(tx, retry.orderId);
    if (runningKey !== undefined && runningKey !== retry.idempotencyKey)
      return refusal(orderNotPayable(order!.status, 'PAYMENT_UNDER_WAY'));
    const open = await openUnpaidBeside(tx, retry.orderId, unpaid);
    const broken = brokenCeiling(open, unpaid, services.config.unpaidLimits);
    if (broken) return refusal(broken);
    const attempt = order!.paymentAttempts + 1;
    const begun = await beginRetry(tx, { ...retry, attempt });
    return begun ? { kind: 'begun', retry: begun } : { kind: 'taken' };
  });
}

/** The outcome of a retry that somebody else runs. */
async function awaitRetry(
  services: OrdersServices,
  request: KeyedRequest,
  retryId: string,
): Promise<RetryOutcome> {
  return await awaitEnd(services, retryId, async () => {
    const retry = await findRetry(services.database, request);
    return retry?.id === retryId ? outcomeOf(retry) : 'lost';
  });
}

function outcomeOf({ state, orderId, problem }: KnownRetry): RetryOutcome | 'running' {
  if (state === 'RUNNING') return 'running';
  return problem ? refusal(problem) : { kind: 'retried', orderId };
}

function refusal(problem: RetryPaymentProblem) {
  return { kind: 'refused', problem } as const;
}
