import type { Transaction } from '@depachika/database/database.ts';
import {
  anyInvalid,
  type InvalidInput,
  invalidInput,
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
import { isRunning } from '../sale-prices/sale-rules.ts';
import { changeRegularPrice } from '../sale-prices/sale-store.ts';
import { editVariant, saveEditedVariant, type VariantSaved } from './edit-variant.ts';

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
      const price = await priceAfter(tx, variant, input.priceYen ?? undefined, deps.clock.now());
      if (price.kind === 'invalidInput') return price;
      const { priceYen } = price;
      return saveEditedVariant(tx, deps, locked, {
        changed: {
          priceYen,
          weightGrams: input.weightGrams ?? variant.weightGrams,
          maxPerOrder: input.maxPerOrder ?? variant.maxPerOrder,
          sku: sku ?? variant.sku,
        } as Partial<VariantRecord>,
        edit: { operation: 'updateVariant', actor },
        newPrice: priceYen === variant.priceYen ? undefined : { actor, since: deps.clock.now() },
        otherFields: price.otherFields,
      });
    }),
  );
}

/** While a sale runs, an edit of the price is one of that after the sale. */
async function priceAfter(tx: Transaction, variant: VariantRecord, wanted: number | undefined, now: Date) {
  const { sale, id, priceYen } = variant;
  const kind = 'price' as const;
  if (wanted === undefined || !sale) return { kind, priceYen: wanted ?? priceYen, otherFields: [] };
  if (wanted <= sale.priceYen) return invalidInput('priceYen', messages.allowed.aboveSale(sale.priceYen));
  await changeRegularPrice(tx, id, wanted);
  const field = `variants.${id}.regularPriceYen`;
  const otherFields =
    wanted === sale.regularPriceYen ? [] : [{ field, from: `${sale.regularPriceYen}`, to: `${wanted}` }];
  return { kind, priceYen: isRunning(sale, now) ? priceYen : wanted, otherFields };
}
