import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { DomainClients } from '../../order/domain-clients.ts';
import type { OrderDraft } from '../../order/order.ts';
import { paymentMethodRefused } from '../../order/problems.ts';
import { CHAIN_CODES, METHOD_CODES } from '../payment-offers.ts';
import {
  type CallLimit,
  HOLD_STEPS,
  type HoldRequest,
  type SagaStep,
  type StepOutcome,
} from './hold-steps.ts';

/** What placing an order asks of the other domains. Its key is the order's id. */
export type PlaceOrderRequest = HoldRequest &
  Pick<OrderDraft, 'amountDueYen' | 'payment' | 'paymentDeadlineAt'>;

export type PlaceOrderStep = SagaStep<PlaceOrderRequest>;

/** Everything that happens before the order itself is written, from top to bottom. */
export const PLACE_ORDER_STEPS: readonly PlaceOrderStep[] = [
  ...HOLD_STEPS,
  {
    name: 'paymentPrepared',
    isNeeded: () => true,
    run: preparePayment,
    undo: ({ payments }, orderId, call) => payments.abandonPayment({ orderId }, call),
  },
];

export function placeOrderRequest(draft: OrderDraft): PlaceOrderRequest {
  return { ...draft, key: draft.orderId, expiresAt: new Date(draft.holdsExpireAt) };
}

/** The steps that can have held something for this order. */
export function neededSteps(request: PlaceOrderRequest): PlaceOrderStep[] {
  return PLACE_ORDER_STEPS.filter((step) => step.isNeeded(request));
}

async function preparePayment(
  domains: DomainClients,
  request: PlaceOrderRequest,
  call: CallLimit,
): Promise<StepOutcome> {
  const { orderId, customerId, amountDueYen, pointsUsed, payment, paymentDeadlineAt, slot } = request;
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
    },
    call,
  );
  if (result.case === 'prepared') return { kind: 'done', paymentId: result.value.paymentId };
  if (result.case !== 'refused') throw new Error(`payments.PreparePayment of ${orderId} answered nothing`);
  const { code, explanation } = result.value;
  if (code === 'ABANDONED') return { kind: 'closed' };
  return { kind: 'refused', problem: paymentMethodRefused(code, explanation) };
}
