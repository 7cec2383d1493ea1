import type { KonbiniChain, PaymentMethodKind } from '../../generated/operations/place-order.ts';

/** What a visitor has chosen on the way to an order. The server keeps it, so that no address shows it. */
export interface CheckoutDraft {
  /** Of the order that is meant: sent twice, it is placed once. */
  readonly key: string;
  readonly addressId?: string;
  readonly slotId?: string;
  readonly payment?: ChosenPayment;
  readonly points?: number;
  /** Of a card that was typed in: its brand and last four digits, to be shown again. */
  readonly cardLabel?: string | undefined;
  /** A guest has told how to be reached. */
  readonly contactTold?: boolean;
  /** What came of the guest's cart, to be told once. */
  readonly merged?: readonly MergedLine[] | undefined;
  /** The guest's cart could not be brought along yet. */
  readonly owesMerge?: boolean | undefined;
}

/** A line of a guest's cart, and what became of it. */
export interface MergedLine {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly guestQuantity: number;
  readonly after: number;
  readonly outcome: 'ADDED' | 'CAPPED' | 'LEFT_OUT';
}

export interface ChosenPayment {
  readonly method: PaymentMethodKind;
  readonly paymentMethodId?: string;
  readonly cardToken?: string;
  readonly konbiniChain?: KonbiniChain;
}

export type CheckoutStep = 'contact' | 'address' | 'slot' | 'payment' | 'confirm';

const MEMBERS_STEPS = ['address', 'slot', 'payment', 'confirm'] as const;
const GUESTS_STEPS = ['contact', ...MEMBERS_STEPS] as const;

/** Who is on the way to an order: somebody with an account, or a guest. */
export interface Buyer {
  readonly isGuest?: boolean;
}

/** The steps of somebody with an account, whom the shop knows how to reach, or of a guest. */
export function checkoutSteps({ isGuest }: Buyer): readonly CheckoutStep[] {
  return isGuest ? GUESTS_STEPS : MEMBERS_STEPS;
}

/** The first step that has not been taken: nobody comes to a later one without it. */
export function nextStep(draft: CheckoutDraft, { isGuest }: Buyer): CheckoutStep {
  if (isGuest && !draft.contactTold) return 'contact';
  if (!draft.addressId) return 'address';
  if (!draft.slotId) return 'slot';
  return draft.payment ? 'confirm' : 'payment';
}

/** What was chosen after a step depends on it. */
export function withAddress(draft: CheckoutDraft, addressId: string): CheckoutDraft {
  return { ...withoutAddress(draft), addressId };
}

export function withoutAddress({ key, contactTold }: CheckoutDraft): CheckoutDraft {
  return { key, ...(contactTold && { contactTold }) };
}

export function withSlot(draft: CheckoutDraft, slotId: string): CheckoutDraft {
  return { ...withoutAddress(draft), ...(draft.addressId && { addressId: draft.addressId }), slotId };
}
