import { recordChange } from '@depachika/domain/changes.ts';
import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { lockPayments } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { makeTaskDue } from '../payment/task-store.ts';
import { type BankAccount, bankAccountProblem, normalisedAccount } from './bank-account.ts';
import { takesAccount } from './refund.ts';
import { lockRefunds, setBankAccount } from './refund-store.ts';

export type AccountOutcome =
  | { readonly kind: 'provided'; readonly refundId: string }
  | InvalidInput
  | NotFound
  | RefundNotWaiting;

/** No refund of this payment can take an account: there is none, it went back, or the transfer is under way. */
export interface RefundNotWaiting {
  readonly kind: 'refundNotWaiting';
}

export interface AccountRequest {
  readonly paymentId: string;
  readonly account: BankAccount;
  /** Whose payment it has to be; undefined for staff, who write down what customers tell them. */
  readonly customerId: string | undefined;
  readonly actor: Actor;
}

/**
 * Says where money goes back to: whatever of this payment has not gone yet. Late accounts are taken, and wrong ones
 * corrected until the transfer may be under way. It begins at once.
 */
export async function provideRefundAccount(
  services: PaymentsServices,
  { customerId, paymentId, account, actor }: AccountRequest,
): Promise<AccountOutcome> {
  const problem = bankAccountProblem(account);
  if (problem) return problem;
  return services.database.transaction({ name: 'payments.provideRefundAccount' }, async (tx) => {
    const [payment] = await lockPayments(tx, [paymentId]);
    if (!payment || (customerId !== undefined && payment.customerId !== customerId))
      return notFound(paymentId);
    const waiting = (await lockRefunds(tx, [paymentId])).filter(takesAccount);
    const [first] = waiting;
    if (!first) return { kind: 'refundNotWaiting' };
    const now = services.clock.now();
    const refundIds = waiting.map(({ id }) => id);
    await setBankAccount(tx, refundIds, normalisedAccount(account));
    // Whose account it is stays in the refund alone: a history is read by more people.
    for (const subject of refundIds)
      await recordChange(tx, 'payments', {
        subject,
        operation: 'provideRefundAccount',
        actor,
        fields: [],
        changedAt: now,
      });
    const task = { paymentId, kind: 'REFUND' as const, requestId: currentRequestId() };
    await makeTaskDue(tx, task, now);
    tx.afterCommit(services.wakeWorker);
    return { kind: 'provided', refundId: (waiting.find(isOwn) ?? first).id };
  });
}

function isOwn({ notificationId }: { readonly notificationId: string | null }): boolean {
  return notificationId === null;
}
