import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { isRefundable, type Payment, type PaymentStatus } from '../payment/payment.ts';
import {
  PAYMENT_COLUMNS,
  type PaymentRow,
  type PaymentStore,
  paymentOf,
  paymentsById,
  type WakeWorker,
} from '../payment/payment-store.ts';
import { withdrawAward } from '../points/points-awards.ts';
import { returnPointsOfOrder } from '../points/points-holds.ts';
import { type BankAccount, bankAccountProblem } from './bank-account.ts';

export interface RefundDependencies {
  readonly database: Database;
  readonly store: PaymentStore;
  readonly clock: Clock;
  readonly wakeWorker: WakeWorker;
}

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

/** Staff return a payment in full: money, the points that were used, and the points that it earned. */
export async function refundPayment(
  deps: RefundDependencies,
  request: RefundRequest,
): Promise<RefundOutcome> {
  const { paymentId, expectedVersion } = request;
  const reason = request.reason.trim();
  if (reason.length < 1 || reason.length > 200) {
    return invalidInput('reason', '1 to 200 characters');
  }
  return deps.database.transaction({ name: 'payments.refundPayment' }, async (tx) => {
    const now = deps.clock.now();
    const [row] = await tx.query<PaymentRow>(
      `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE id = $1 FOR UPDATE`,
      [paymentId],
    );
    if (!row) return notFound(paymentId);
    const payment = paymentOf(row);
    if (payment.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: payment.version });
    if (!isRefundable(payment)) return { kind: 'notRefundable', status: payment.status };
    const [opened] = await deps.store.apply(
      tx,
      [{ orderId: payment.orderId, trigger: { kind: 'refundRequested' } }],
      now,
    );
    await tx.query(`UPDATE payments.refunds SET reason = $2 WHERE payment_id = $1`, [paymentId, reason]);
    if (payment.points > 0) await returnPointsOfOrder(tx, payment.orderId, now);
    await withdrawAward(tx, payment.orderId, now);
    return { kind: 'opened', payment: opened ?? payment };
  });
}

export type AccountOutcome =
  | { readonly kind: 'provided'; readonly paymentId: string }
  | InvalidInput
  | NotFound
  | RefundNotWaiting;

/** No refund of this payment waits for an account. */
export interface RefundNotWaiting {
  readonly kind: 'refundNotWaiting';
}

/** The customer says where konbini money goes back to; the transfer begins at once. */
export async function provideRefundAccount(
  deps: RefundDependencies,
  request: { readonly customerId: string; readonly paymentId: string; readonly account: BankAccount },
): Promise<AccountOutcome> {
  const { customerId, paymentId } = request;
  const account = { ...request.account, holderKana: request.account.holderKana.normalize('NFKC').trim() };
  const problem = bankAccountProblem(account);
  if (problem) return problem;
  return deps.database.transaction({ name: 'payments.provideRefundAccount' }, async (tx) => {
    const now = deps.clock.now();
    const [refund] = await tx.query(
      `UPDATE payments.refunds AS r SET status = 'PENDING', bank_account = $3 FROM payments.payments AS p
       WHERE r.payment_id = $1 AND p.id = r.payment_id AND p.customer_id = $2 AND r.status = 'NEEDS_BANK_ACCOUNT'
       RETURNING r.id`,
      [paymentId, customerId, JSON.stringify(account)],
    );
    if (!refund) {
      const [payment] = await paymentsById(tx, [paymentId]);
      return payment?.customerId === customerId ? { kind: 'refundNotWaiting' } : notFound(paymentId);
    }
    await tx.query(
      `INSERT INTO payments.tasks (payment_id, kind, request_id, status, due_at, created_at)
       VALUES ($1, 'REFUND', $2, 'READY', $3, $3) ON CONFLICT (payment_id, kind) DO NOTHING`,
      [paymentId, currentRequestId() ?? null, now],
    );
    tx.afterCommit(deps.wakeWorker);
    return { kind: 'provided', paymentId };
  });
}

/** Refunds whose bank account never came: the shop gets in touch. @returns how many failed */
export async function failOverdueRefunds(database: Database, now: Date, limit: number): Promise<number> {
  const rows = await database.query(
    `UPDATE payments.refunds SET status = 'FAILED', finished_at = $1
     WHERE id IN (SELECT id FROM payments.refunds WHERE status = 'NEEDS_BANK_ACCOUNT'
       AND bank_account_needed_by <= $1 ORDER BY bank_account_needed_by LIMIT $2) RETURNING id`,
    [now, limit],
  );
  return rows.length;
}
