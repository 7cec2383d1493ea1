import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { messages } from '../messages/messages.ts';
import type { OrderDraft } from '../order/order.ts';
import {
  insufficientPoints,
  type PlaceOrderProblem,
  type PriceChanged,
  paymentMethodRefused,
  priceChanged,
} from '../order/problems.ts';
import type { Basket } from './basket.ts';
import { type PlaceOrderInput, paymentChoice } from './order-input.ts';
import type { Offers } from './payment-offer.ts';

/** What the customer cannot have meant by this total, before anybody is asked for ways to pay it. */
export function totalProblem(
  { points, expectedTotalYen }: PlaceOrderInput,
  totalYen: number,
): PriceChanged | InvalidInput | undefined {
  if (typeof expectedTotalYen === 'number' && expectedTotalYen !== totalYen) {
    return priceChanged({ expectedTotalYen, totalYen });
  }
  return (points ?? 0) > totalYen
    ? invalidInput('points', messages.allowed.totalAtMost(totalYen))
    : undefined;
}

export interface DraftInput {
  readonly orderId: string;
  readonly customerId: string;
  readonly input: PlaceOrderInput;
  readonly basket: Basket;
  readonly offers: Offers;
  readonly now: Date;
}

export type DraftDecision = { readonly kind: 'drafted'; readonly draft: OrderDraft } | PlaceOrderProblem;

/** The order as it would be placed now, or why it would not. */
export function decideDraft(given: DraftInput): DraftDecision {
  const { orderId, customerId, input, basket, offers, now } = given;
  const points = input.points ?? 0;
  if (points > offers.spendablePoints) {
    return insufficientPoints({ requested: points, spendable: offers.spendablePoints });
  }
  const payment = paymentChoice(input.payment);
  const offer = offers.offers.find(({ method }) => method === payment.method);
  if (!offer?.offered) return paymentMethodRefused(offer?.reason ?? 'AMOUNT_DUE');
  const draft: OrderDraft = {
    orderId,
    customerId,
    ...basket,
    pointsUsed: points,
    amountDueYen: basket.totalYen - points,
    payment,
    paymentDeadlineAt: offer.deadlineAt?.toISOString() ?? null,
    paymentGraceEndsAt: offer.graceEndsAt?.toISOString() ?? null,
    holdsExpireAt: holdsExpireAt(now, offer.graceEndsAt).toISOString(),
  };
  return { kind: 'drafted', draft };
}

const MINUTE_MS = 60_000;
const HOLD_MS = 15 * MINUTE_MS;
const MARGIN_AFTER_GRACE_MS = 10 * MINUTE_MS;

/**
 * When holds end by themselves: a safety net that lies after everything a payment may still do, so that they need no
 * extension before the payment is authorised.
 */
export function holdsExpireAt(now: Date, graceEndsAt: Date | null): Date {
  const afterGrace = graceEndsAt ? graceEndsAt.getTime() + MARGIN_AFTER_GRACE_MS : 0;
  return new Date(Math.max(now.getTime() + HOLD_MS, afterGrace));
}
