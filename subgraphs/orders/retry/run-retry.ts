import { backoffMs } from '@depachika/clock/backoff.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { sagaChannel } from '@depachika/schema/channels.ts';
import { preparePayment } from '../checkout/saga/prepare-payment.ts';
import { whyNotPayable, withNextAttempt } from '../order/attempt-rules.ts';
import type { LockedOrder } from '../order/order.ts';
import { paymentRetried } from '../order/order-events.ts';
import { findOrder, lockOrder, saveProgress } from '../order/order-store.ts';
import {
  orderNotPayable,
  paymentMethodRefused,
  type RetryPaymentProblem,
  type RetryProblem,
} from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { extendHolds } from './extend-holds.ts';
import { endRetry, leaveRetry, type RunningRetry } from './retry-store.ts';

export type RetryOutcome =
  | { readonly kind: 'retried'; readonly orderId: string }
  | { readonly kind: 'refused'; readonly problem: RetryPaymentProblem };

/**
 * Begins an attempt that is written down: makes everything last, has the payment prepared, and gives the order its new
 * payment. Every step may be repeated, so that whoever takes it over goes on from the start; nothing has to be undone.
 * @throws RpcError UNAVAILABLE after a fault: the retry goes on by itself
 */
export async function runRetry(
  services: OrdersServices,
  retry: RunningRetry,
): Promise<RetryOutcome | 'takenOver'> {
  try {
    const order = (await findOrder(services.database, retry.orderId))!;
    const ready = await makeReady(services, retry, order);
    if (ready.kind === 'refused') return await refuse(services, retry, ready.problem);
    const begun = await beginAttempt(services, retry, ready.paymentId);
    return begun.kind === 'refused' ? await refuse(services, retry, begun.problem) : begun.outcome;
  } catch (error) {
    services.logger.warn({ err: error, orderId: retry.orderId }, 'An attempt to pay could not be begun yet');
    const pauseMs = backoffMs({ firstMs: 1_000, longestMs: services.config.sagaLeaseMs }, retry.runs);
    const at = new Date(services.clock.now().getTime() + pauseMs);
    await leaveRetry(services.database, retry, at).catch((reason) =>
      services.logger.error({ err: reason, orderId: retry.orderId }, 'A retry waits for its lease to end'),
    );
    throw new RpcError('UNAVAILABLE', 'The payment could not be tried yet', { cause: error });
  }
}

type Ready =
  | { readonly kind: 'ready'; readonly paymentId: string }
  | { readonly kind: 'refused'; readonly problem: RetryProblem };

async function makeReady(
  services: OrdersServices,
  { attempt, choice, startedAt }: RunningRetry,
  order: LockedOrder,
): Promise<Ready> {
  const reached = (step: string) => services.crashPoints.reach(`orders.retryPayment.${step}`);
  const reason = whyNotPayable(order, startedAt);
  if (reason) return { kind: 'refused', problem: orderNotPayable(order.status, reason) };
  const until = choice.holdsUntil === null ? null : new Date(choice.holdsUntil);
  if (until !== null && until > order.holdsExpireAt) {
    const gone = await extendHolds(services, { ...order, orderId: order.id, until }, reached);
    if (gone) return { kind: 'refused', problem: paymentMethodRefused(gone) };
  }
  const prepared = await preparePayment(
    services,
    { ...order, key: order.id, attempt, payment: choice.payment, paymentDeadlineAt: choice.deadlineAt },
    { timeoutMs: services.config.rpcTimeoutMs },
  );
  if (prepared.kind === 'refused')
    return { kind: 'refused', problem: paymentMethodRefused(prepared.problem.code) };
  if (prepared.kind === 'closed')
    return { kind: 'refused', problem: orderNotPayable(order.status, 'ORDER_ENDED') };
  reached('paymentPrepared');
  return { kind: 'ready', paymentId: prepared.paymentId };
}

/** The one transaction of the flow. What was begun in time may end late: the order's own end decides. */
async function beginAttempt(
  services: OrdersServices,
  retry: RunningRetry,
  paymentId: string,
): Promise<
  | { readonly kind: 'begun'; readonly outcome: RetryOutcome | 'takenOver' }
  | { readonly kind: 'refused'; readonly problem: RetryProblem }
> {
  const { config, clock, database, outbox } = services;
  const now = clock.now();
  const result = await database.transaction({ name: 'orders.retryPayment' }, async (tx) => {
    const order = await lockOrder(tx, retry.orderId);
    const reason = whyNotPayable(order!, retry.startedAt);
    if (reason) return orderNotPayable(order!.status, reason);
    if (!(await endRetry(tx, retry, { problem: null, now }))) return 'takenOver' as const;
    const next = { paymentId, paymentMethod: retry.choice.payment.method, ...deadlinesOf(retry) };
    const terms = { retryMs: config.retryMs, answerMs: config.pendingLimitMs, now };
    const after = withNextAttempt(order!, next, terms);
    const progress = { before: order!, order: after, cancelReason: null, steps: [] };
    return saveProgress(tx, outbox, [{ ...progress, events: [paymentRetried(after, now)] }], now);
  });
  if (result === 'takenOver') return { kind: 'begun', outcome: result };
  if ('kind' in result) return { kind: 'refused', problem: result };
  services.crashPoints.reach('orders.retryPayment.attemptBegun');
  await services.orders.changed(result);
  services.pubSub.publish(sagaChannel(retry.id));
  return { kind: 'begun', outcome: { kind: 'retried', orderId: retry.orderId } };
}

function deadlinesOf({ choice }: RunningRetry) {
  return {
    paymentDeadlineAt: choice.deadlineAt === null ? null : new Date(choice.deadlineAt),
    paymentGraceEndsAt: choice.graceEndsAt === null ? null : new Date(choice.graceEndsAt),
  };
}

/** Ends a retry that came to nothing. Of an order that ended meanwhile nothing stays prepared. */
async function refuse(
  services: OrdersServices,
  retry: RunningRetry,
  problem: RetryProblem,
): Promise<RetryOutcome | 'takenOver'> {
  const { database, payments, config, clock } = services;
  const order = await findOrder(database, retry.orderId);
  if (order?.status === 'CANCELLED' || order?.status === 'EXPIRED') {
    await payments.abandonPayment({ orderId: retry.orderId }, { timeoutMs: config.rpcTimeoutMs });
    services.crashPoints.reach('orders.retryPayment.abandoned');
  }
  if (!(await endRetry(database, retry, { problem, now: clock.now() }))) return 'takenOver';
  services.pubSub.publish(sagaChannel(retry.id));
  return { kind: 'refused', problem };
}
