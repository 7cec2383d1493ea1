import { isId } from '@depachika/ids/ids.ts';
import type { Variant } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import type { PiecesExcess } from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { MAX_LINES } from './cart.ts';

/** Variants that exist, by id, as the catalogue has them now; ids that cannot be ones are not asked for. */
export async function readVariants(
  { products, config }: Pick<OrdersServices, 'products' | 'config'>,
  variantIds: readonly string[],
): Promise<Map<string, Variant>> {
  const askable = variantIds.filter((id) => isId('var', id));
  if (askable.length === 0) return new Map();
  if (askable.length > MAX_LINES) throw new RangeError(`At most ${MAX_LINES} variants at once`);
  const { variants } = await products.getVariants(
    { variantIds: askable },
    { timeoutMs: config.rpcTimeoutMs },
  );
  return new Map(variants.map((variant) => [variant.id, variant]));
}

/** Lines that want more pieces than one order may have of their variant; a limit of 0 is none. */
export function piecesExcesses(
  wanted: readonly { readonly variantId: string; readonly quantity: number }[],
  variants: ReadonlyMap<string, Pick<Variant, 'maxPerOrder'>>,
): PiecesExcess[] {
  return wanted.flatMap(({ variantId, quantity }) => {
    const maxPerOrder = variants.get(variantId)?.maxPerOrder ?? 0;
    return maxPerOrder > 0 && quantity > maxPerOrder ? [{ variantId, requested: quantity, maxPerOrder }] : [];
  });
}
