import type { OrderDraft } from '../../order/order.ts';
import { HOLD_STEPS, type HoldRequest, type SagaStep } from './hold-steps.ts';
import { preparePayment } from './prepare-payment.ts';

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
    run: (domains, request, call) => preparePayment(domains, { ...request, attempt: 1 }, call),
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
