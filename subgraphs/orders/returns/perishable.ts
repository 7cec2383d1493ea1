import { readVariants } from '../cart/read-variants.ts';
import type { OrdersServices } from '../order/services.ts';

/** Whether some of these variants are food that does not keep. Products is asked, as it is today. */
export async function hasPerishable(
  services: Pick<OrdersServices, 'products' | 'config'>,
  lines: readonly { readonly variantId: string }[],
): Promise<boolean> {
  const { perishableCategories } = services.config;
  if (perishableCategories.length === 0) return false;
  const variants = await readVariants(
    services,
    lines.map(({ variantId }) => variantId),
  );
  return [...variants.values()].some((variant) => isPerishable(variant, perishableCategories));
}

/** Whether the variant is in a category of food that does not keep. */
export function isPerishable(
  { categorySlugs }: { readonly categorySlugs: readonly string[] },
  perishableCategories: readonly string[],
): boolean {
  return categorySlugs.some((slug) => perishableCategories.includes(slug));
}
