import { readVariants } from '../cart/read-variants.ts';
import type { OrdersServices } from '../order/services.ts';

/** Whether some of these variants are in a category of food that does not keep. Products is asked, as it is today. */
export async function hasPerishable(
  services: Pick<OrdersServices, 'products' | 'config'>,
  lines: readonly { readonly variantId: string }[],
): Promise<boolean> {
  const perishable = new Set(services.config.perishableCategories);
  if (perishable.size === 0) return false;
  const variants = await readVariants(
    services,
    lines.map(({ variantId }) => variantId),
  );
  return [...variants.values()].some(({ categorySlugs }) =>
    categorySlugs.some((slug) => perishable.has(slug)),
  );
}
