import { type Caller, isStaff } from '@depachika/identity/caller.ts';
import type { ProductRecord, ProductStatus } from './product.ts';

type Visible = Pick<ProductRecord, 'status' | 'deleted'>;

/** What somebody who browses sees: products on sale; staff also drafts and what was withdrawn. */
export function mayBrowse(caller: Caller, product: Visible): boolean {
  return product.status === 'ACTIVE' || (isStaff(caller) && !product.deleted);
}

/** What an order, a cart or a shelf may still point to: everything but drafts, deleted products included. */
export function mayResolve(caller: Caller, product: Visible): boolean {
  return product.status !== 'DRAFT' || isStaff(caller) || caller.kind === 'service';
}

/** The status that a list shows: only staff can choose. */
export function listedStatus(caller: Caller, wanted: ProductStatus | null | undefined): ProductStatus {
  return isStaff(caller) ? (wanted ?? 'ACTIVE') : 'ACTIVE';
}
