import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { variantsOffered } from '../catalogue/product.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { LastVariant } from '../editing/problems.ts';
import { setWithdrawn } from '../editing/product-store.ts';
import { messages } from '../messages/messages.ts';
import { editVariant, saveEditedVariant, type VariantSaved } from './edit-variant.ts';

interface VariantInput {
  readonly id: string;
  readonly expectedVersion: number;
}

export type RestoreVariantResult = VariantSaved | InvalidInput | NotFound | VersionConflict;
export type WithdrawVariantResult = RestoreVariantResult | LastVariant;

/** Takes a variant out of sale while its product goes on. Carts are told that it is not sold; orders keep it. */
export function withdrawVariant(
  deps: EditDependencies,
  input: VariantInput,
  actor: Actor,
): Promise<WithdrawVariantResult> {
  const name = 'products.withdrawVariant';
  return editVariant<WithdrawVariantResult>(deps, { ...input, name }, async (tx, locked) => {
    const { product, variant } = locked;
    if (variant.withdrawn) return invalidInput('id', messages.allowed.variantOnSale);
    if (variantsOffered(product.variants).length === 1) return { kind: 'lastVariant', productId: product.id };
    await setWithdrawn(tx, [variant.id], deps.clock.now());
    const edit = { operation: 'withdrawVariant', actor };
    return saveEditedVariant(tx, deps, locked, { changed: { withdrawn: true }, edit });
  });
}

/** Sells a withdrawn variant again. */
export function restoreVariant(
  deps: EditDependencies,
  input: VariantInput,
  actor: Actor,
): Promise<RestoreVariantResult> {
  const name = 'products.restoreVariant';
  return editVariant<RestoreVariantResult>(deps, { ...input, name }, async (tx, locked) => {
    const { variant } = locked;
    if (!variant.withdrawn) return invalidInput('id', messages.allowed.variantWithdrawn);
    await setWithdrawn(tx, [variant.id], null);
    const edit = { operation: 'restoreVariant', actor };
    return saveEditedVariant(tx, deps, locked, { changed: { withdrawn: false }, edit });
  });
}
