import { anyInvalid, type InvalidField, type InvalidInput } from '@depachika/domain/problems.ts';
import { messages } from '../messages/messages.ts';

/** A card as typed into a form. Its number is passed to the provider and kept nowhere. */
export interface CardDetails {
  readonly number: string;
  /** 1 to 12. */
  readonly expiryMonth: number;
  /** Four digits. */
  readonly expiryYear: number;
  readonly securityCode: string;
}

/** A card that a customer keeps for later orders. */
export interface SavedCard {
  readonly id: string;
  readonly customerId: string;
  /** Brand and last four digits: `VISA 4242`. */
  readonly label: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly createdAt: Date;
}

/** A customer keeps at most so many cards. */
export const MAX_SAVED_CARDS = 20;
/** Tokens that were made and not used within this time are no longer good. */
export const CARD_TOKEN_LIFE_MS = 30 * 60_000;

/** Every field of a card that cannot be right. The expiry counts to the end of its month, in Japan. */
export function cardProblem(card: CardDetails, today: string): InvalidInput | undefined {
  const { allowed } = messages;
  const isNumber = /^\d{12,19}$/.test(card.number) && passesLuhn(card.number);
  const isCode = /^\d{3,4}$/.test(card.securityCode);
  return anyInvalid([
    isNumber ? undefined : { field: 'number', allowed: allowed.cardNumber },
    ...wrongExpiry(card, today),
    isCode ? undefined : { field: 'securityCode', allowed: allowed.securityCode },
  ]);
}

function wrongExpiry(card: CardDetails, today: string): InvalidField[] {
  const { allowed } = messages;
  const from = Number(today.slice(0, 4));
  const years = { from, to: from + 20 };
  const isMonth = Number.isInteger(card.expiryMonth) && card.expiryMonth >= 1 && card.expiryMonth <= 12;
  const isYear = card.expiryYear >= years.from && card.expiryYear <= years.to;
  if (isMonth && isYear)
    return isExpired(card, today) ? [{ field: 'expiryMonth', allowed: allowed.monthNotPassed }] : [];
  return [
    ...(isMonth ? [] : [{ field: 'expiryMonth', allowed: allowed.month }]),
    ...(isYear ? [] : [{ field: 'expiryYear', allowed: allowed.expiryYear(years) }]),
  ];
}

/** A card is good to the end of its month. @param today the date in Japan: `2026-11-22` */
export function isExpired(
  { expiryMonth, expiryYear }: Pick<CardDetails, 'expiryMonth' | 'expiryYear'>,
  today: string,
): boolean {
  return `${expiryYear}-${String(expiryMonth).padStart(2, '0')}` < today.slice(0, 7);
}

/** Source: ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Brand by the first digits. Source: ISO/IEC 7812 issuer ranges as the schemes publish them. */
export function cardBrand(number: string): string {
  if (number.startsWith('4')) return 'VISA';
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'Mastercard';
  if (/^35(2[89]|[3-8])/.test(number)) return 'JCB';
  if (/^3[47]/.test(number)) return 'American Express';
  if (/^3(0[0-5]|[689])/.test(number)) return 'Diners Club';
  return 'Card';
}
