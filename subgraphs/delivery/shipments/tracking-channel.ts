/** Pub/sub channel: wakes whoever follows the parcels of an order when something happened to them. */
export function trackingChannel(orderId: string): string {
  return `delivery.${orderId}`;
}
