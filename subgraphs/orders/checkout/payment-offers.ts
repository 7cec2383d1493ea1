import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { textOfRequest } from '@depachika/messages/localized-text.ts';
import {
  KonbiniChain as ChainCode,
  Method,
  type MethodOffer,
} from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import type { KonbiniChain, PaymentMethodKind } from '../order/order.ts';
import type { OrdersServices } from '../order/services.ts';
import type { Offers, PaymentOffer } from './payment-offer.ts';

export interface OffersRequest {
  readonly customerId: string;
  readonly totalYen: number;
  /** At most `totalYen`. */
  readonly points: number;
  /** RFC 3339. */
  readonly cutOffAt: string;
}

/** Every way to pay for this amount before this cut-off, as the payment domain decides. */
export async function offersFor(
  { payments, config }: Pick<OrdersServices, 'payments' | 'config'>,
  { cutOffAt, ...asked }: OffersRequest,
): Promise<Offers> {
  const request = { ...asked, cutOffAt: timestampFromDate(new Date(cutOffAt)) };
  const { offers, spendablePoints, pointsEarned } = await payments.offerMethods(request, {
    timeoutMs: config.rpcTimeoutMs,
  });
  return {
    offers: offers.filter(({ method }) => METHOD_KINDS.has(method)).map(paymentOffer),
    spendablePoints,
    pointsEarned,
  };
}

/** Our names in the words of the payment contract. */
export const METHOD_CODES: Readonly<Record<PaymentMethodKind, Method>> = {
  CARD: Method.CARD,
  KONBINI: Method.KONBINI,
  CASH_ON_DELIVERY: Method.CASH_ON_DELIVERY,
  POINTS: Method.POINTS,
};

export const CHAIN_CODES: Readonly<Record<KonbiniChain, ChainCode>> = {
  SEVEN_ELEVEN: ChainCode.SEVEN_ELEVEN,
  FAMILY_MART: ChainCode.FAMILY_MART,
  LAWSON: ChainCode.LAWSON,
  MINISTOP: ChainCode.MINISTOP,
  SEICOMART: ChainCode.SEICOMART,
};

const METHOD_KINDS = new Map(
  Object.entries(METHOD_CODES).map(([kind, code]) => [code, kind as PaymentMethodKind]),
);

function paymentOffer(offer: MethodOffer): PaymentOffer {
  return {
    method: METHOD_KINDS.get(offer.method)!,
    offered: offer.offered,
    reason: offer.offered ? null : offer.reason,
    explanation: offer.offered ? null : textOfRequest(offer.explanation),
    deadlineAt: offer.deadlineAt ? timestampDate(offer.deadlineAt) : null,
    graceEndsAt: offer.graceEndsAt ? timestampDate(offer.graceEndsAt) : null,
  };
}
