import { type Caller, isStaff } from '@depachika/identity/caller.ts';
import type { ProductRecord, ProductStatus } from './product.ts';

type Visible = Pick<ProductRecord, 'status' | 'deleted'>;

/** Whether a browsing caller sees a product: one on sale; staff also see drafts and withdrawn ones. */
export function mayBrowse(caller: Caller, product: Visible): boolean {
  return product.status === 'ACTIVE' || (isStaff(caller) && !product.deleted);
}

/** Whether an order, a cart or a shelf may still point to a product: any but a draft, also a deleted one. */
export function mayResolve(caller: Caller, product: Visible): boolean {
  return product.status !== 'DRAFT' || isStaff(caller) || caller.kind === 'service';
}

/** The status that a list shows: only staff can choose. */
export function listedStatus(caller: Caller, wanted: ProductStatus | null | undefined): ProductStatus {
  return isStaff(caller) ? (wanted ?? 'ACTIVE') : 'ACTIVE';
}

/** The product of a place in a list that was read before it: undefined when it is gone, or has another status by now. */
export function stillListed<T extends Visible>(
  product: T | null | undefined,
  status: ProductStatus,
): T | undefined {
  return product?.status === status && !product.deleted ? product : undefined;
}
