import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
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
  return ofProduct('ProductChanged', id, version, data);
}

/** The product is off every shelf for good. */
export function productDeleted(
  { id, version }: { readonly id: string; readonly version: number },
  deletedAt: Date,
): NewEvent {
  return ofProduct('ProductDeleted', id, version, { productId: id, deletedAt: deletedAt.toISOString() });
}

function ofProduct(event: string, id: string, aggregateVersion: number, data: unknown): NewEvent {
  const type = `depachika.products.${event}.v1`;
  return { type, subject: id, partitionKey: id, aggregateVersion, data };
}
