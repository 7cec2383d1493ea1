import { compatible } from '@depachika/text/unicode.ts';
import type { AddressSnapshot, LockedOrder, OrderDraft, PaymentMethodKind } from '../order/order.ts';
import { type TooManyUnpaidOrders, tooManyUnpaidOrders, type UnpaidCeiling } from '../order/problems.ts';

/**
 * What is held without being paid for. An order counts from the moment at which it is begun until its money is certain or it
 * has ended; cash counts until it is paid at the door. Orders by card are counted apart from the others: a card is answered
 * within seconds, or its order ends within minutes, so that its pieces are not limited.
 */
export interface UnpaidOrder {
  readonly customerId: string;
  readonly isByCard: boolean;
  readonly pieces: number;
  /** See {@link recipientKeys}. */
  readonly recipients: readonly string[];
}

/** Orders of the same kind that are not paid for yet. */
export interface OpenUnpaid {
  readonly customerOrders: number;
  readonly customerPieces: number;
  readonly recipientOrders: number;
  readonly recipientPieces: number;
}

/** Undefined when points cover everything: nothing is left to be paid. */
export function unpaidOrder(draft: OrderDraft): UnpaidOrder | undefined {
  if (draft.amountDueYen === 0) return undefined;
  return {
    customerId: draft.customerId,
    isByCard: draft.payment.method === 'CARD',
    pieces: piecesOf(draft.lines),
    recipients: recipientKeys(draft.address),
  };
}

/** The same of an order that is placed already, and is to be paid in another way. */
export function unpaidRetry(
  order: Pick<LockedOrder, 'customerId' | 'lines' | 'address'>,
  method: PaymentMethodKind,
): UnpaidOrder {
  return {
    customerId: order.customerId,
    isByCard: method === 'CARD',
    pieces: piecesOf(order.lines),
    recipients: recipientKeys(order.address),
  };
}

function piecesOf(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The first ceiling that one order more would break. */
export function brokenCeiling(
  open: OpenUnpaid,
  { isByCard, pieces }: UnpaidOrder,
  limits: Readonly<Record<UnpaidCeiling, number>>,
): TooManyUnpaidOrders | undefined {
  const counts: [UnpaidCeiling, number][] = [
    ['CUSTOMER_ORDERS', open.customerOrders + 1],
    ['RECIPIENT_ORDERS', open.recipientOrders + 1],
    ['CUSTOMER_PIECES', isByCard ? 0 : open.customerPieces + pieces],
    ['RECIPIENT_PIECES', isByCard ? 0 : open.recipientPieces + pieces],
  ];
  const broken = counts.find(([ceiling, count]) => count > limits[ceiling]);
  return broken && tooManyUnpaidOrders(broken[0], limits[broken[0]]);
}

/** A key of the phone number and one of the place, the same for one door however its address is written. */
export function recipientKeys(
  address: Pick<AddressSnapshot, 'phone' | 'postalCode' | 'street' | 'building'>,
): string[] {
  const { phone, postalCode, street, building } = address;
  const door = compatible(`${street}${building}`).replace(SEPARATORS, '').toLowerCase();
  return [`phone/${phone}`, `place/${postalCode}/${door}`];
}

/** Spaces, and what people write between the numbers of an address: every kind of hyphen, の, 丁目, 番地, 番, 号. */
const SEPARATORS = /\s|[-\u2010-\u2015\u2212\u30fcの.,、・#]|丁目|番地?|号室?/gu;
