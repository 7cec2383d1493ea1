import { createHash } from 'node:crypto';
import { anyInvalid, type InvalidField, type InvalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { MAX_IDEMPOTENCY_KEY } from '@depachika/schema/rest/input-limits.ts';
import { isStorable } from '@depachika/text/text.ts';
import { MAX_LINES, MAX_QUANTITY } from '../cart/cart.ts';
import { messages } from '../messages/messages.ts';
import type { KonbiniChain, PaymentChoice, PaymentMethodKind } from '../order/order.ts';

const MAX_POINTS = 100_000_000;
const TOKEN = { min: 0, max: 200 };

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

/** Every field that does not hold an allowed value. */
export function invalidBasket(input: BasketInput): InvalidInput | undefined {
  return anyInvalid(wrongInBasket(input));
}

/** Every field that does not hold an allowed value. */
export function invalidPlaceOrder(input: PlaceOrderInput): InvalidInput | undefined {
  const { idempotencyKey, expectedTotalYen, payment } = input;
  const isTotal = typeof expectedTotalYen !== 'number' || expectedTotalYen >= 0;
  return anyInvalid([
    wrongKey(idempotencyKey),
    isTotal ? undefined : { field: 'expectedTotalYen', allowed: allowed.atLeast(0) },
    ...wrongInBasket(input),
    wrongPayment(payment),
  ]);
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

export function wrongKey(idempotencyKey: string): InvalidField | undefined {
  const isKey = isStorable(idempotencyKey, KEY);
  return isKey ? undefined : { field: 'idempotencyKey', allowed: allowed.characters(KEY) };
}

const KEY = { min: 1, max: MAX_IDEMPOTENCY_KEY };

function wrongInBasket({ points, lines }: BasketInput): InvalidField[] {
  const isPoints = (points ?? 0) >= 0 && (points ?? 0) <= MAX_POINTS;
  const wrong = isPoints ? [] : [{ field: 'points', allowed: allowed.range({ from: 0, to: MAX_POINTS }) }];
  return lines ? [...wrong, ...wrongLines(lines)] : wrong;
}

function wrongLines(lines: readonly WantedLine[]): InvalidField[] {
  if (lines.length < 1 || lines.length > MAX_LINES)
    return [{ field: 'lines', allowed: messages.allowed.lines(MAX_LINES) }];
  const seen = new Set<string>();
  return lines.flatMap(({ variantId, quantity }, index) => {
    const wrong: InvalidField[] = [];
    if (quantity < 1 || quantity > MAX_QUANTITY)
      wrong.push({ field: `lines.${index}.quantity`, allowed: allowed.range({ from: 1, to: MAX_QUANTITY }) });
    if (seen.has(variantId))
      wrong.push({ field: `lines.${index}.variantId`, allowed: messages.allowed.otherVariant });
    seen.add(variantId);
    return wrong;
  });
}

export function wrongPayment(payment: PaymentInput): InvalidField | undefined {
  const { method, cardToken, paymentMethodId, konbiniChain } = payment;
  if (method === 'KONBINI' && !konbiniChain)
    return { field: 'payment.konbiniChain', allowed: messages.allowed.givenForKonbini };
  if (method !== 'CARD') return undefined;
  if (!cardToken === !paymentMethodId)
    return { field: 'payment.cardToken', allowed: messages.allowed.oneCard };
  const given = cardToken ? 'cardToken' : 'paymentMethodId';
  const tooLong = (cardToken || paymentMethodId || '').length > TOKEN.max;
  return tooLong ? { field: `payment.${given}`, allowed: allowed.characters(TOKEN) } : undefined;
}
