import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES, type EventType } from '@depachika/schema/generated/events.ts';
import type { ProductStatus } from '../catalogue/product.ts';

/** The product is new or was edited. */
export function productChanged(
  product: {
    readonly id: string;
    readonly version: number;
    readonly status: ProductStatus;
    readonly updatedAt: Date;
  },
  variantIds: readonly string[],
): NewEvent {
  const { id, version, status, updatedAt } = product;
  const data = { productId: id, variantIds, status, changedAt: updatedAt.toISOString() };
  return ofProduct(EVENT_TYPES.ProductChangedV1, id, version, data);
}

/** The product is off every shelf for good. */
export function productDeleted(
  { id, version }: { readonly id: string; readonly version: number },
  deletedAt: Date,
): NewEvent {
  return ofProduct(EVENT_TYPES.ProductDeletedV1, id, version, {
    productId: id,
    deletedAt: deletedAt.toISOString(),
  });
}

function ofProduct(type: EventType, id: string, aggregateVersion: number, data: unknown): NewEvent {
  return { type, subject: id, partitionKey: id, aggregateVersion, data };
}
