import type { Json } from './shop-client.ts';

/** What is wrong with an order that is neither whole, with all its holds, nor gone, with none. */
export function complaintsOf({
  number,
  status,
  deliverySlot,
  shipments,
  payments,
  history,
  payUntil,
}: Json): string[] {
  const parts = `slot ${deliverySlot?.id}, parcels ${shipments.map((one: Json) => one.status)}, ${payments[0]?.status}`;
  const wrong = [`${number} is ${status}: ${parts}`];
  if (history.some(({ version }: Json, index: number) => version !== index + 1)) return wrong;
  switch (status) {
    case 'CONFIRMED':
    case 'SHIPPED':
      return deliverySlot && shipments.length === 1 ? [] : wrong;
    case 'RETURNED':
      return shipments.length === 1 && /^REFUND/.test(payments[0].status) ? [] : wrong;
    case 'AWAITING_PAYMENT':
      return deliverySlot && (payUntil || payments.some(({ slip }: Json) => slip)) ? [] : wrong;
    case 'CANCELLED':
    case 'EXPIRED':
      return deliverySlot === null && shipments.every((one: Json) => one.status === 'CANCELLED') ? [] : wrong;
    default:
      return wrong;
  }
}
