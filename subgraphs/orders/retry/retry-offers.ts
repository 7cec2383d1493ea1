import type { PaymentOffer } from '../checkout/payment-offer.ts';
import { offersFor } from '../checkout/payment-offers.ts';
import { type PayableState, whyNotPayable } from '../order/attempt-rules.ts';
import type { LockedOrder, PaymentMethodKind } from '../order/order.ts';
import type { OrdersServices } from '../order/services.ts';

export type OfferedOrder = PayableState & Pick<LockedOrder, 'customerId' | 'totalYen' | 'pointsUsed'>;

/** Every way in which this order may be paid now, or why not: asked of payments only when another attempt may be begun. */
export async function retryOffers(
  services: OrdersServices,
  order: OfferedOrder,
  now: Date,
): Promise<readonly PaymentOffer[]> {
  const reason = whyNotPayable(order, now);
  if (reason) return METHODS.map((method) => notOffered(method, reason));
  const { customerId, totalYen, pointsUsed, slot } = order;
  const asked = { customerId, totalYen, points: pointsUsed, cutOffAt: slot.cutOffAt };
  const { offers } = await offersFor(services, asked);
  if (order.status === 'AWAITING_PAYMENT') return offers;
  // Its parcel is being put together: nobody waits for a slip to be paid.
  return offers.map((offer) =>
    offer.method === 'KONBINI' ? notOffered(offer.method, 'CUT_OFF_TOO_SOON') : offer,
  );
}

const METHODS: readonly PaymentMethodKind[] = ['CARD', 'KONBINI', 'CASH_ON_DELIVERY', 'POINTS'];

function notOffered(method: PaymentMethodKind, reason: string): PaymentOffer {
  return { method, offered: false, reason, explanation: null, deadlineAt: null, graceEndsAt: null };
}
