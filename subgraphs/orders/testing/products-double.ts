import { newId } from '@depachika/ids/ids.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';

/** Prices by variant; all are of one product. */
export function createProductsDouble() {
  const prices = new Map<
    string,
    {
      priceYen: number;
      sellable: boolean;
      taxRatePercent: 8 | 10;
      categorySlugs?: string[];
      maxPerOrder?: number;
      leadTimeDays?: number;
    }
  >();
  const route = rpcRoute(ProductService, {
    getVariants: async ({ variantIds }) => ({
      variants: variantIds.flatMap((id) => {
        const known = prices.get(id);
        return known ? [{ ...VARIANT, id, ...known }] : [];
      }),
    }),
  });
  return { prices, route };
}

const VARIANT = {
  productId: newId('prd'),
  sku: 'WA-0001-01',
  nameJa: '羊羹',
  nameEn: 'Yokan',
  optionLabel: '',
  optionLabelEn: '',
  imageUrl: '',
};
