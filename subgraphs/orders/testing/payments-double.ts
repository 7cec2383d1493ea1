import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  Method,
  PaymentService,
} from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { createAttemptBook } from './attempt-book.ts';
import { createHoldBook } from './hold-book.ts';

/** The latest attempt to pay an order; PREPARED also once it has begun. */
interface PreparedPayment {
  readonly paymentId: string;
  readonly amountYen: number;
  readonly method: Method;
  readonly status: 'PREPARED' | 'ABANDONED';
}

/** Points by customer, and the latest payment by order. The card token `tok_unknown` is refused. */
export function createPaymentsDouble(clock: Clock) {
  const points = new Map<string, number>();
  const prepared = new Map<string, PreparedPayment>();
  const attempts = createAttemptBook();
  const holds = createHoldBook<number>(clock);
  const route = rpcRoute(PaymentService, {
    offerMethods: async ({ customerId, totalYen, points: used, cutOffAt }) => ({
      spendablePoints: points.get(customerId) ?? 0,
      pointsEarned: Math.floor((totalYen - used) / 100),
      offers: offers(totalYen - used, timestampDate(cutOffAt!), clock.now()),
    }),
    holdPoints: async ({ key, customerId, points: wanted, expiresAt }) => {
      const known = holds.find(key);
      if (known)
        return known.status === 'HELD'
          ? { result: { case: 'held' as const, value: { points: known.content! } } }
          : closed();
      const spendable = points.get(customerId) ?? 0;
      if (wanted > spendable)
        return { result: { case: 'insufficient' as const, value: { requested: wanted, spendable } } };
      const move = (by: number) => void points.set(customerId, (points.get(customerId) ?? 0) + by);
      move(-wanted);
      const giveBack = () => move(wanted);
      holds.add(key, { content: wanted, expiresAt: timestampDate(expiresAt!), giveBack });
      return { result: { case: 'held' as const, value: { points: wanted } } };
    },
    extendPointsHold: async ({ key, expiresAt }) => ({
      extended: holds.extend(key, timestampDate(expiresAt!)),
    }),
    releasePoints: async ({ key }) => ({ released: holds.release(key) }),
    preparePayment: async ({ orderId, attempt, amountYen, method, cardToken }) => {
      if (prepared.get(orderId)?.status === 'ABANDONED') return refused('ABANDONED');
      const answer = attempts.prepare(orderId, attempt || 1, cardToken !== 'tok_unknown');
      if (answer.kind === 'refused') return refused(answer.code);
      const { paymentId } = answer;
      prepared.set(orderId, { paymentId, amountYen, method, status: 'PREPARED' });
      return { result: { case: 'prepared' as const, value: { paymentId } } };
    },
    abandonPayment: async ({ orderId }) => {
      const known = prepared.get(orderId);
      prepared.set(orderId, { ...NO_PAYMENT, ...known, status: 'ABANDONED' });
      return { abandoned: attempts.abandon(orderId) };
    },
    capturePayment: async () => ({ result: { case: 'certain' as const, value: {} } }),
  });
  return { points, prepared, attempts, holds, route };
}

const NO_PAYMENT = { paymentId: '', amountYen: 0, method: Method.UNSPECIFIED };

/** Konbini until two hours before its grace would end, a minute before the cut-off. */
function offers(dueYen: number, cutOffAt: Date, now: Date) {
  const graceEndsAt = new Date(cutOffAt.getTime() - 60_000);
  return [
    { method: Method.CARD, offered: dueYen > 0, reason: 'NOTHING_TO_PAY' },
    { method: Method.POINTS, offered: dueYen === 0, reason: 'AMOUNT_DUE' },
    { method: Method.CASH_ON_DELIVERY, offered: dueYen > 0, reason: 'NOTHING_TO_PAY' },
    {
      method: Method.KONBINI,
      offered: now < new Date(graceEndsAt.getTime() - 2 * 3_600_000),
      reason: 'CUT_OFF_TOO_SOON',
      deadlineAt: timestampFromDate(new Date(graceEndsAt.getTime() - 30 * 60_000)),
      graceEndsAt: timestampFromDate(graceEndsAt),
    },
  ];
}

function refused(code: string) {
  return { result: { case: 'refused' as const, value: { code, explanation: 'ご利用いただけません。' } } };
}

function closed() {
  return { result: { case: 'closed' as const, value: {} } };
}
