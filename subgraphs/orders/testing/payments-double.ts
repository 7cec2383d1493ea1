import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import { newId } from '@depachika/ids/ids.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  Method,
  PaymentService,
} from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { createHoldBook } from './hold-book.ts';

interface PreparedPayment {
  readonly paymentId: string;
  readonly amountYen: number;
  readonly status: 'PREPARED' | 'ABANDONED';
}

/** Points by customer, and payments by order. The card token `tok_unknown` is refused. */
export function createPaymentsDouble(clock: Clock) {
  const points = new Map<string, number>();
  const prepared = new Map<string, PreparedPayment>();
  const holds = createHoldBook<number>(clock);
  const route = rpcRoute(PaymentService, {
    offerMethods: async ({ customerId, totalYen, points: used, cutOffAt }) => ({
      spendablePoints: points.get(customerId) ?? 0,
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
    preparePayment: async ({ orderId, amountYen, cardToken }) => {
      const known = prepared.get(orderId);
      if (known?.status === 'ABANDONED') return refused('ABANDONED');
      if (cardToken === 'tok_unknown') return refused('INVALID_CARD_TOKEN');
      const payment = known ?? { paymentId: newId('pay'), amountYen, status: 'PREPARED' as const };
      prepared.set(orderId, payment);
      return { result: { case: 'prepared' as const, value: { paymentId: payment.paymentId } } };
    },
    abandonPayment: async ({ orderId }) => {
      const known = prepared.get(orderId);
      prepared.set(orderId, { paymentId: '', amountYen: 0, ...known, status: 'ABANDONED' });
      return { abandoned: known?.status === 'PREPARED' };
    },
  });
  return { points, prepared, holds, route };
}

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
