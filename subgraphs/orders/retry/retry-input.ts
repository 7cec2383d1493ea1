import { createHash } from 'node:crypto';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import { invalidKey, invalidPayment, type PaymentInput, paymentChoice } from '../checkout/order-input.ts';

export interface RetryPaymentInput {
  readonly orderId: string;
  readonly payment: PaymentInput;
  readonly idempotencyKey: string;
}

/** The first field that does not hold an allowed value. */
export function invalidRetry({ idempotencyKey, payment }: RetryPaymentInput): InvalidInput | undefined {
  return invalidKey(idempotencyKey) ?? invalidPayment(payment);
}

/** The same for inputs that ask for the same attempt. The key itself is no part of it. */
export function hashOfRetry({ orderId, payment }: RetryPaymentInput): string {
  return createHash('sha256')
    .update(JSON.stringify([orderId, paymentChoice(payment)]))
    .digest('base64url');
}
