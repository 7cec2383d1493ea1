import type { InvalidInput, NotFound, VersionConflict } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { SaleNotThere, SaleRunning } from '../editing/problems.ts';
import { lockProduct } from '../editing/product-store.ts';
import { editVariant, saveEditedVariant, type VariantSaved } from '../variants/edit-variant.ts';
import { saleField } from '../variants/variant-fields.ts';
import { checkSale, isRunning, type Sale } from './sale-rules.ts';
import { removeSales, saveSales } from './sale-store.ts';
import { settleSales } from './settle-sales.ts';

interface VariantInput {
  readonly variantId: string;
  readonly expectedVersion: number;
}

export type EndSaleResult = VariantSaved | SaleNotThere | NotFound | VersionConflict;
export type SetSalePriceResult = VariantSaved | SaleRunning | InvalidInput | NotFound | VersionConflict;

/** Sells a variant for less from a moment to another one. A sale that is to come is replaced, one that runs is ended first. */
export function setSalePrice(
  deps: EditDependencies,
  input: VariantInput & {
    readonly priceYen: number;
    /** At once unless told otherwise. */
    readonly startsAt?: Date | null;
    readonly endsAt: Date;
  },
  actor: Actor,
): Promise<SetSalePriceResult> {
  const { variantId: id, expectedVersion, priceYen, endsAt } = input;
  const name = 'products.setSalePrice';
  return editVariant<SetSalePriceResult>(deps, { id, expectedVersion, name }, async (tx, locked) => {
    const { variant } = locked;
    const now = deps.clock.now();
    if (variant.sale && isRunning(variant.sale, now))
      return { kind: 'saleRunning', endsAt: new Date(variant.sale.endsAt) };
    const sale: Sale = {
      priceYen,
      regularPriceYen: variant.priceYen,
      startsAt: input.startsAt ?? now,
      endsAt,
    };
    const refusal = checkSale(sale, now);
    if (refusal) return refusal;
    const { productId } = variant;
    await saveSales(tx, [{ ...sale, variantId: id, productId, actor, started: false, comparable: false }]);
    const saved = await saveEditedVariant(tx, deps, locked, {
      changed: {},
      edit: { operation: 'setSalePrice', actor },
      otherFields: [saleField(id, variant.sale, sale)],
    });
    if (sale.startsAt <= now) await settleSales(tx, deps, (await lockProduct(tx, productId))!);
    return saved;
  });
}

/** Ends a sale now, or calls off one that is to come. */
export function endSale(deps: EditDependencies, input: VariantInput, actor: Actor): Promise<EndSaleResult> {
  const { variantId: id, expectedVersion } = input;
  const name = 'products.endSale';
  return editVariant<EndSaleResult>(deps, { id, expectedVersion, name }, async (tx, locked) => {
    const { sale } = locked.variant;
    if (!sale) return { kind: 'saleNotThere', id };
    const now = deps.clock.now();
    await removeSales(tx, [id]);
    return saveEditedVariant(tx, deps, locked, {
      changed: { priceYen: sale.regularPriceYen },
      edit: { operation: 'endSale', actor },
      newPrice: isRunning(sale, now) ? { actor, since: now } : undefined,
      otherFields: [saleField(id, sale, undefined)],
    });
  });
}
