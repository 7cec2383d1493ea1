import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import type { PaymentMethodKind } from '../order/order.ts';

/** Whether and how a way to pay is offered; a reason when it is not. */
export interface PaymentOffer {
  readonly method: PaymentMethodKind;
  readonly offered: boolean;
  readonly reason: string | null;
  readonly explanation: LocalizedText | null;
  /** Konbini only. */
  readonly deadlineAt: Date | null;
  readonly graceEndsAt: Date | null;
}

export interface Offers {
  readonly offers: readonly PaymentOffer[];
  readonly spendablePoints: number;
  /** When the order is delivered. */
  readonly pointsEarned: number;
}
