import type { Payment } from '../payment/payment.ts';

export type CaptureDecision =
  /** The goods may leave. */
  | { readonly kind: 'certain' }
  /** The provider has to be asked. */
  | { readonly kind: 'capture' }
  | { readonly kind: 'notCertain'; readonly code: NotCertain };

/** Why goods may not leave; described in `payments.proto`. */
export type NotCertain = 'CAPTURE_REFUSED' | 'CAPTURE_UNKNOWN' | 'REFUND_OPEN' | 'NOT_PAID';

/** Whether the goods of an order may leave, by its last attempt to pay. Cash is certain: it is received at the door. */
export function decideCapture(payment: Payment | undefined): CaptureDecision {
  switch (payment?.status) {
    case undefined:
    case 'PREPARED':
    case 'PENDING':
    case 'ACTION_NEEDED':
    case 'VOIDED':
      return { kind: 'notCertain', code: 'NOT_PAID' };
    case 'AUTHORIZED':
      if (payment.orderEnd) return { kind: 'notCertain', code: 'NOT_PAID' };
      return payment.method === 'CARD' ? { kind: 'capture' } : { kind: 'certain' };
    case 'PAID':
      return { kind: 'certain' };
    case 'FAILED':
      // Only what was authorised before can be refused at the capture.
      return { kind: 'notCertain', code: payment.providerReference ? 'CAPTURE_REFUSED' : 'NOT_PAID' };
    case 'REFUND_PENDING':
    case 'REFUNDED':
      return { kind: 'notCertain', code: 'REFUND_OPEN' };
  }
}
