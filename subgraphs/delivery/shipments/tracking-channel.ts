/** Pub/sub channel: wakes the followers of an order's parcels when something happened to them. */
export function trackingChannel(orderId: string): string {
  return `delivery.${orderId}`;
}
