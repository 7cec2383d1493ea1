import type { KonbiniChain, PaymentMethodKind } from '../../generated/operations/place-order.ts';
import type { ChosenPayment } from '../session/checkout-draft.ts';

export const KONBINI_CHAINS = [
  'SEVEN_ELEVEN',
  'FAMILY_MART',
  'LAWSON',
  'MINISTOP',
  'SEICOMART',
] as const satisfies readonly KonbiniChain[];

/** The value of `way` for a card that is typed in; its token comes beside it. */
export const NEW_CARD = 'CARD/new';

/** @param form `way` holds a method, and for a card which. @returns undefined when nothing whole was chosen */
export function chosenPayment(form: FormData): ChosenPayment | undefined {
  const way = String(form.get('way') ?? '');
  const [method, paymentMethodId] = way.split('/');
  switch (method as PaymentMethodKind) {
    case 'CARD': {
      const cardToken = String(form.get('cardToken') ?? '');
      if (way === NEW_CARD) return cardToken ? { method: 'CARD', cardToken } : undefined;
      return paymentMethodId ? { method: 'CARD', paymentMethodId } : undefined;
    }
    case 'KONBINI': {
      const konbiniChain = KONBINI_CHAINS.find((each) => each === form.get('chain'));
      return konbiniChain && { method: 'KONBINI', konbiniChain };
    }
    case 'CASH_ON_DELIVERY':
    case 'POINTS':
      return { method: method as PaymentMethodKind };
    default:
      return undefined;
  }
}
