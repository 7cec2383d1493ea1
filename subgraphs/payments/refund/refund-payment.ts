import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readParagraphs } from '@depachika/text/text.ts';
import { isRefundable, type Payment, type PaymentStatus } from '../payment/payment.ts';
import { lockPayments } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { withdrawAward } from '../points/points-awards.ts';
import { returnPointsOfOrder } from '../points/points-holds.ts';
import { lockBalance } from '../points/points-ledger.ts';
import { refundIdOf } from './refund.ts';
import { reopenRefunds, setRefundReason } from './refund-store.ts';

export type RefundOutcome =
  | { readonly kind: 'opened'; readonly payment: Payment }
  | InvalidInput
  | NotFound
  | VersionConflict
  | NotRefundable;

/** No money has moved, or it has already gone back. */
export interface NotRefundable {
  readonly kind: 'notRefundable';
  readonly status: PaymentStatus;
}

export interface RefundRequest {
  readonly paymentId: string;
  readonly expectedVersion: number;
  readonly reason: string;
}

const REASON = { min: 1, max: 200 };

/**
 * Staff return a payment in full: money, the points that were used, and the points that it earned. A refund that nobody
 * claimed in time is opened once more.
 */
export async function refundPayment(
  services: PaymentsServices,
  request: RefundRequest,
  actor: Actor,
): Promise<RefundOutcome> {
  const { paymentId, expectedVersion } = request;
  const reason = readParagraphs(request.reason, REASON);
  if (reason === undefined) return invalidInput('reason', allowed.paragraphs(REASON));
  const edit = { operation: 'refundPayment', actor };
  return services.database.transaction({ name: 'payments.refundPayment' }, async (tx) => {
    const now = services.clock.now();
    const [payment] = await lockPayments(tx, [paymentId]);
    if (!payment) return notFound(paymentId);
    if (payment.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: payment.version });
    if (!isRefundable(payment)) {
      const reopened = await reopenRefunds(tx, paymentId, now);
      if (reopened.length === 0) return { kind: 'notRefundable', status: payment.status };
      const fields = changedFields({ status: 'FAILED' }, { status: 'NEEDS_BANK_ACCOUNT', reason }, [
        'status',
        'reason',
      ]);
      for (const subject of reopened)
        await recordChange(tx, 'payments', { ...edit, subject, fields, changedAt: now });
      return { kind: 'opened', payment };
    }
    const [opened] = await services.store.apply(
      tx,
      [{ orderId: payment.orderId, paymentId, trigger: { kind: 'refundRequested' } }],
      now,
    );
    await setRefundReason(tx, paymentId, reason);
    const subject = refundIdOf(payment);
    const fields = changedFields({}, { amountYen: payment.amountYen, reason }, ['amountYen', 'reason']);
    await recordChange(tx, 'payments', { ...edit, subject, fields, changedAt: now });
    if (payment.points > 0) await returnPointsOfOrder(tx, payment.orderId, now);
    // An order that is confirmed at this moment is not promised an award beside its refund.
    await lockBalance(tx, payment.customerId);
    await withdrawAward(tx, payment.orderId, now);
    return { kind: 'opened', payment: opened ?? payment };
  });
}
