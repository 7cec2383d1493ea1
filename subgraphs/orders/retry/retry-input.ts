import { createHash } from 'node:crypto';
import { anyInvalid, type InvalidInput } from '@depachika/domain/problems.ts';
import { type PaymentInput, paymentChoice, wrongKey, wrongPayment } from '../checkout/order-input.ts';

export interface RetryPaymentInput {
  readonly orderId: string;
  readonly payment: PaymentInput;
  readonly idempotencyKey: string;
}

/** Every field that does not hold an allowed value. */
export function invalidRetry({ idempotencyKey, payment }: RetryPaymentInput): InvalidInput | undefined {
  return anyInvalid([wrongKey(idempotencyKey), wrongPayment(payment)]);
}

/** The same for inputs that ask for the same attempt. The key itself is no part of it. */
export function hashOfRetry({ orderId, payment }: RetryPaymentInput): string {
  return createHash('sha256')
    .update(JSON.stringify([orderId, paymentChoice(payment)]))
    .digest('base64url');
}
