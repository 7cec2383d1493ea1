import type { CheckoutMessages } from '../../messages/ja/checkout.ts';
import type { WrongField } from '../../messages/refusal.ts';
import type { PaymentFormProps } from '../../parts/payment-form.tsx';
import type { ChosenPayment } from '../../session/checkout-draft.ts';

/** What a quote says of paying for it. */
export interface PaymentTerms {
  readonly totalYen: number;
  /** Left after points. */
  readonly amountDueYen: number;
  /** Points of the customer, also more than the total. */
  readonly spendablePoints: number;
  /** For the amount that is left. */
  readonly paymentOffers: PaymentFormProps['offers'];
}

export interface AskedPayment {
  /** Undefined when no way was chosen. */
  readonly payment: ChosenPayment | undefined;
  /** Undefined when what was typed is no number of points. */
  readonly points: number | undefined;
}

export type PaymentDecision =
  | { readonly kind: 'decided'; readonly payment: ChosenPayment; readonly points: number }
  | { readonly kind: 'refused'; readonly wrong: WrongField };

/** @returns whole points, 0 for an empty field; undefined for anything else */
export function pointsIn(text: string): number | undefined {
  return /^\d{0,9}$/.test(text.trim()) ? Number(text) : undefined;
}

/** Points that cover the whole leave nothing to pay in another way: then they are the way, whatever was chosen beside them. */
export function decidePayment(
  { payment, points }: AskedPayment,
  terms: PaymentTerms,
  t: CheckoutMessages,
): PaymentDecision {
  const { totalYen, amountDueYen, spendablePoints, paymentOffers } = terms;
  const refuse = (field: 'points' | 'way', says: string) =>
    ({ kind: 'refused', wrong: { field, says } }) as const;
  const most = Math.min(spendablePoints, totalYen);
  if (points === undefined || points > most)
    return most > 0 ? refuse('points', t.pointsAllowed(most)) : refuse('way', t.noPoints);
  if (amountDueYen === 0) return { kind: 'decided', payment: { method: 'POINTS' }, points };
  if (!payment) return refuse('way', t.choosePayment);
  if (payment.method === 'POINTS')
    return spendablePoints < totalYen
      ? refuse('way', t.pointsTooFew(totalYen))
      : refuse('points', t.pointsNeeded(totalYen));
  const offer = paymentOffers.find(({ method }) => method === payment.method);
  if (!offer?.offered) return refuse('way', offer?.explanation || t.choosePayment);
  return { kind: 'decided', payment, points };
}
