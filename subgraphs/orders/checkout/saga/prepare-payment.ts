import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { DomainClients } from '../../order/domain-clients.ts';
import type { OrderDraft } from '../../order/order.ts';
import { type PaymentMethodRefused, paymentMethodRefused } from '../../order/problems.ts';
import { CHAIN_CODES, METHOD_CODES } from '../payment-offers.ts';
import type { CallLimit } from './hold-steps.ts';

/** What an attempt to pay needs of its order. */
export interface PaymentToPrepare
  extends Pick<
    OrderDraft,
    'customerId' | 'amountDueYen' | 'pointsUsed' | 'payment' | 'paymentDeadlineAt' | 'slot'
  > {
  /** The order's id. */
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
}

export type PreparedPayment =
  | { readonly kind: 'done'; readonly paymentId: string }
  | { readonly kind: 'refused'; readonly problem: PaymentMethodRefused }
  | { readonly kind: 'closed' };

/** Has payments check this way to pay and record the intent; may be repeated. Takes no money. */
export async function preparePayment(
  domains: DomainClients,
  request: PaymentToPrepare,
  call: CallLimit,
): Promise<PreparedPayment> {
  const { key: orderId, customerId, amountDueYen, pointsUsed, payment, paymentDeadlineAt, slot } = request;
  const { result } = await domains.payments.preparePayment(
    {
      orderId,
      customerId,
      amountYen: amountDueYen,
      points: pointsUsed,
      method: METHOD_CODES[payment.method],
      paymentMethodId: payment.paymentMethodId,
      cardToken: payment.cardToken,
      konbiniChain: payment.konbiniChain && CHAIN_CODES[payment.konbiniChain],
      deadlineAt: paymentDeadlineAt === null ? undefined : timestampFromDate(new Date(paymentDeadlineAt)),
      cutOffAt: timestampFromDate(new Date(slot.cutOffAt)),
      attempt: request.attempt,
    },
    call,
  );
  if (result.case === 'prepared') return { kind: 'done', paymentId: result.value.paymentId };
  if (result.case !== 'refused') throw new Error(`payments.PreparePayment of ${orderId} answered nothing`);
  const { code } = result.value;
  if (code === 'ABANDONED') return { kind: 'closed' };
  return { kind: 'refused', problem: paymentMethodRefused(code) };
}
