import type { Transaction } from '@depachika/database/database.ts';
import type { ChangedField } from '@depachika/domain/changes.ts';
import {
  anyInvalid,
  type InvalidInput,
  type NotFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { VariantRecord } from '../catalogue/product.ts';
import { type EditDependencies, orSkuTaken } from '../editing/edit-product.ts';
import type { SkuTaken } from '../editing/problems.ts';
import { checkMaxPerOrder, checkPrice, checkWeight, readSku } from '../editing/product-input.ts';
import { findTakenSku } from '../editing/product-store.ts';
import { messages } from '../messages/messages.ts';
import { changeRegularPrice } from '../sale-prices/sale-store.ts';
import { editVariant, saveEditedVariant, type VariantSaved } from './edit-variant.ts';
import { priceAfterEdit } from './price-rules.ts';
import { regularPriceField } from './variant-fields.ts';

export type UpdateVariantResult = VariantSaved | InvalidInput | NotFound | SkuTaken | VersionConflict;

interface UpdateVariantInput {
  readonly id: string;
  readonly expectedVersion: number;
  readonly priceYen?: number | null;
  readonly weightGrams?: number | null;
  readonly maxPerOrder?: number | null;
  readonly sku?: string | null;
}

/** Edits price, weight, article number, or how many an order may have. */
export async function updateVariant(
  deps: EditDependencies,
  input: UpdateVariantInput,
  actor: Actor,
): Promise<UpdateVariantResult> {
  const sku = input.sku == null ? undefined : readSku(input.sku);
  const refusal = anyInvalid([
    input.priceYen == null ? undefined : checkPrice('priceYen', input.priceYen),
    input.weightGrams == null ? undefined : checkWeight('weightGrams', input.weightGrams),
    input.maxPerOrder == null ? undefined : checkMaxPerOrder('maxPerOrder', input.maxPerOrder),
    input.sku == null || sku ? undefined : { field: 'sku', allowed: messages.allowed.sku },
  ]);
  if (refusal) return refusal;
  const { id, expectedVersion } = input;
  const name = 'products.updateVariant';

  return orSkuTaken<UpdateVariantResult>(deps.database, sku ? [sku] : [], () =>
    editVariant<UpdateVariantResult>(deps, { id, expectedVersion, name }, async (tx, locked) => {
      const { variant } = locked;
      if (sku && sku !== variant.sku && (await findTakenSku(tx, [sku]))) return { kind: 'skuTaken', sku };
      const price = priceAfterEdit(variant, input.priceYen ?? undefined, deps.clock.now());
      if (price.kind === 'invalidInput') return price;
      const { priceYen } = price;
      const otherFields = await keepRegularPrice(tx, variant, price.regularPriceYen);
      return saveEditedVariant(tx, deps, locked, {
        changed: {
          priceYen,
          weightGrams: input.weightGrams ?? variant.weightGrams,
          maxPerOrder: input.maxPerOrder ?? variant.maxPerOrder,
          sku: sku ?? variant.sku,
        } as Partial<VariantRecord>,
        edit: { operation: 'updateVariant', actor },
        newPrice: priceYen === variant.priceYen ? undefined : { actor, since: deps.clock.now() },
        otherFields,
      });
    }),
  );
}

/** Writes the price after a sale, and says so. */
async function keepRegularPrice(
  tx: Transaction,
  { id, sale }: VariantRecord,
  regularPriceYen: number | undefined,
): Promise<ChangedField[]> {
  if (!sale || regularPriceYen === undefined) return [];
  await changeRegularPrice(tx, [{ variantId: id, priceYen: regularPriceYen }]);
  return regularPriceField(id, sale.regularPriceYen, regularPriceYen);
}
