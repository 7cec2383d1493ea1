import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { RpcError, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  ProductService,
  Temperature,
} from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { imageUrl, labelsOf, taxRateOf } from './catalogue/product.ts';
import { findPrices, type PricedVariant } from './catalogue/product-reader.ts';
import { priceInForce } from './sale-prices/sale-rules.ts';

/** The catalogue's answers to other domains. Only they may ask, because drafts are among the answers. */
export function productsRpc({ database, clock }: RpcDependencies): RpcRoute {
  return rpcRoute(ProductService, {
    async getVariants({ variantIds }, { caller }) {
      if (caller.kind !== 'service')
        throw new RpcError('PERMISSION_DENIED', 'Only for the shop’s own services');
      if (variantIds.length < 1 || variantIds.length > 200) {
        throw new RpcError('INVALID_ARGUMENT', 'variant_ids must hold 1 to 200 ids');
      }
      const now = clock.now();
      const variants = await findPrices(database, variantIds);
      return { variants: variants.map((variant) => toVariant(variant, now)) };
    },
  });
}

interface RpcDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

function toVariant(variant: PricedVariant, now: Date) {
  const { label, labelEn } = labelsOf(variant.options, variant.option_values);
  return {
    id: variant.id,
    productId: variant.product_id,
    sku: variant.sku,
    nameJa: variant.name_ja,
    nameEn: variant.name_en,
    optionLabel: label,
    optionLabelEn: labelEn,
    priceYen: priceInForce({ priceYen: variant.price_yen, sale: variant.sale ?? undefined }, now),
    taxRatePercent: taxRateOf(variant.tax_class),
    sellable: variant.sellable,
    imageUrl: imageUrl(variant.product_id),
    categorySlugs: variant.category_slugs,
    maxPerOrder: variant.max_per_order,
    leadTimeDays: variant.lead_time_days,
    temperature: Temperature[variant.temperature],
    ageRestricted: variant.age_restricted,
  };
}
