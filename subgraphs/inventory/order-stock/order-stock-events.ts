import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES, type EventType } from '@depachika/schema/generated/events.ts';
import type { ReservedPart } from '../reservations/reservation.ts';

/** The order's stock is its own now. */
export function stockAllocated(orderId: string, parts: readonly ReservedPart[], allocatedAt: Date): NewEvent {
  const data = { orderId, allocatedAt: allocatedAt.toISOString(), lines: byVariant(parts) };
  return ofOrder(EVENT_TYPES.StockAllocatedV1, orderId, 1, data);
}

/** The order was confirmed after its reservation had ended. */
export function allocationFailed(orderId: string, failedAt: Date): NewEvent {
  return ofOrder(EVENT_TYPES.AllocationFailedV1, orderId, 1, { orderId, failedAt: failedAt.toISOString() });
}

/** The stock of an order that ended can be sold again. */
export function stockReturned(orderId: string, parts: readonly ReservedPart[], returnedAt: Date): NewEvent {
  const data = { orderId, returnedAt: returnedAt.toISOString(), lines: byVariant(parts) };
  return ofOrder(EVENT_TYPES.StockReturnedV1, orderId, 2, data);
}

/** Goods that came back can be sold again. */
export function goodsRestocked(
  orderId: string,
  parts: readonly { readonly variantId: string; readonly quantity: number }[],
  returnedAt: Date,
): NewEvent {
  const data = { orderId, returnedAt: returnedAt.toISOString(), lines: byVariant(parts) };
  return ofOrder(EVENT_TYPES.StockReturnedV1, orderId, 3, data);
}

function ofOrder(type: EventType, orderId: string, aggregateVersion: number, data: unknown): NewEvent {
  return { type, subject: orderId, partitionKey: orderId, aggregateVersion, data };
}

/** A variant that comes from several locations is one line for everybody else. */
function byVariant(
  parts: readonly Pick<ReservedPart, 'variantId' | 'quantity'>[],
): { variantId: string; quantity: number }[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of parts) {
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  }
  return [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
}
