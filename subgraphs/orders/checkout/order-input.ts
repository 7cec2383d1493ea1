import { createHash } from 'node:crypto';
import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { isStorable } from '@depachika/text/text.ts';
import { MAX_LINES, MAX_QUANTITY } from '../cart/cart.ts';
import type { KonbiniChain, PaymentChoice, PaymentMethodKind } from '../order/order.ts';

const MAX_POINTS = 100_000_000;
const MAX_TOKEN_CHARACTERS = 200;

export interface WantedLine {
  readonly variantId: string;
  readonly quantity: number;
}

/** What somebody asks a price for; lines of the cart when there are none. */
export interface BasketInput {
  readonly lines?: readonly WantedLine[] | null;
  readonly addressId: string;
  readonly deliverySlotId: string;
  readonly points?: number | null;
}

/** How the rest after points is to be paid, as the client says it. */
export interface PaymentInput {
  readonly method: PaymentMethodKind;
  readonly cardToken?: string | null;
  readonly paymentMethodId?: string | null;
  readonly konbiniChain?: KonbiniChain | null;
}

export interface PlaceOrderInput extends BasketInput {
  readonly idempotencyKey: string;
  readonly payment: PaymentInput;
  readonly expectedTotalYen?: number | null;
}

/** The first field that does not hold an allowed value. */
export function invalidBasket(input: BasketInput): InvalidInput | undefined {
  const points = input.points ?? 0;
  if (points < 0 || points > MAX_POINTS) return invalidInput('points', `from 0 to ${MAX_POINTS}`);
  return input.lines ? invalidLines(input.lines) : undefined;
}

/** The first field that does not hold an allowed value. */
export function invalidPlaceOrder(input: PlaceOrderInput): InvalidInput | undefined {
  const { idempotencyKey, expectedTotalYen } = input;
  const invalid = invalidKey(idempotencyKey);
  if (invalid) return invalid;
  if (typeof expectedTotalYen === 'number' && expectedTotalYen < 0) {
    return invalidInput('expectedTotalYen', '0 or more');
  }
  return invalidBasket(input) ?? invalidPayment(input.payment);
}

export function invalidKey(idempotencyKey: string): InvalidInput | undefined {
  const isKey = isStorable(idempotencyKey, { min: 1, max: 100 });
  return isKey ? undefined : invalidInput('idempotencyKey', '1 to 100 characters');
}

/** The choice without what its method does not use. */
export function paymentChoice({ method, ...given }: PaymentInput): PaymentChoice {
  if (method === 'KONBINI') return { method, konbiniChain: given.konbiniChain! };
  if (method !== 'CARD') return { method };
  return given.cardToken
    ? { method, cardToken: given.cardToken }
    : { method, paymentMethodId: given.paymentMethodId! };
}

/** The same for inputs that ask for the same order, however they are written. The key itself is no part of it. */
export function hashOf(input: PlaceOrderInput): string {
  const lines = input.lines?.map(({ variantId, quantity }) => [variantId, quantity] as const) ?? null;
  const asked = [
    lines && [...lines].sort(([a], [b]) => (a < b ? -1 : 1)),
    input.addressId,
    input.deliverySlotId,
    input.points ?? 0,
    paymentChoice(input.payment),
    input.expectedTotalYen ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}

function invalidLines(lines: readonly WantedLine[]): InvalidInput | undefined {
  if (lines.length < 1 || lines.length > MAX_LINES) return invalidInput('lines', `1 to ${MAX_LINES} lines`);
  const seen = new Set<string>();
  for (const [index, { variantId, quantity }] of lines.entries()) {
    if (quantity < 1 || quantity > MAX_QUANTITY) {
      return invalidInput(`lines.${index}.quantity`, `from 1 to ${MAX_QUANTITY}`);
    }
    if (seen.has(variantId))
      return invalidInput(`lines.${index}.variantId`, 'a variant that no other line names');
    seen.add(variantId);
  }
  return undefined;
}

export function invalidPayment(payment: PaymentInput): InvalidInput | undefined {
  const { method, cardToken, paymentMethodId, konbiniChain } = payment;
  if (method === 'KONBINI') {
    return konbiniChain ? undefined : invalidInput('payment.konbiniChain', 'given for KONBINI');
  }
  if (method !== 'CARD') return undefined;
  if (!cardToken === !paymentMethodId) {
    return invalidInput('payment.cardToken', 'given for CARD, or paymentMethodId instead, not both');
  }
  const given = cardToken ? 'cardToken' : 'paymentMethodId';
  const tooLong = (cardToken || paymentMethodId || '').length > MAX_TOKEN_CHARACTERS;
  return tooLong ? invalidInput(`payment.${given}`, `at most ${MAX_TOKEN_CHARACTERS} characters`) : undefined;
}
