import type { KonbiniChain, PaymentMethodKind } from '../../generated/operations/place-order.ts';

/** What a visitor has chosen on the way to an order. The server keeps it, so that no address shows it. */
export interface CheckoutDraft {
  /** Of the order that is meant: sent twice, it is placed once. */
  readonly key: string;
  readonly addressId?: string;
  readonly slotId?: string;
  readonly payment?: ChosenPayment;
  readonly points?: number;
}

export interface ChosenPayment {
  readonly method: PaymentMethodKind;
  readonly paymentMethodId?: string;
  readonly cardToken?: string;
  readonly konbiniChain?: KonbiniChain;
}

export const CHECKOUT_STEPS = ['address', 'slot', 'payment', 'confirm'] as const;
export type CheckoutStep = (typeof CHECKOUT_STEPS)[number];

/** The first step that has not been taken: nobody comes to a later one without it. */
export function nextStep(draft: CheckoutDraft): CheckoutStep {
  if (!draft.addressId) return 'address';
  if (!draft.slotId) return 'slot';
  return draft.payment ? 'confirm' : 'payment';
}

/** What was chosen after a step depends on it. */
export function withAddress({ key }: CheckoutDraft, addressId: string): CheckoutDraft {
  return { key, addressId };
}

export function withSlot({ key, addressId }: CheckoutDraft, slotId: string): CheckoutDraft {
  return { key, addressId, slotId };
}
