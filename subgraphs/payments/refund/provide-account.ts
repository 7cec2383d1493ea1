import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { paymentsById } from '../payment/payment-reader.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { addTasks } from '../payment/task-store.ts';
import { type BankAccount, bankAccountProblem, holderOf } from './bank-account.ts';
import { setBankAccount } from './refund-store.ts';

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
  services: PaymentsServices,
  request: { readonly customerId: string; readonly paymentId: string; readonly account: BankAccount },
): Promise<AccountOutcome> {
  const { customerId, paymentId } = request;
  const account = { ...request.account, holderKana: holderOf(request.account) };
  const problem = bankAccountProblem(account);
  if (problem) return problem;
  return services.database.transaction({ name: 'payments.provideRefundAccount' }, async (tx) => {
    const now = services.clock.now();
    if (!(await setBankAccount(tx, { paymentId, customerId }, account))) {
      const [payment] = await paymentsById(tx, [paymentId]);
      return payment?.customerId === customerId ? { kind: 'refundNotWaiting' } : notFound(paymentId);
    }
    await addTasks(tx, [{ paymentId, kind: 'REFUND', requestId: currentRequestId() }], now);
    tx.afterCommit(services.wakeWorker);
    return { kind: 'provided', paymentId };
  });
}
