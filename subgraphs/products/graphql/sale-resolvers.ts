import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import { variantsOffered } from '../catalogue/product.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import { isRunning, priceInForce, pricesInForce } from '../sale-prices/sale-rules.ts';
import { endSale, setSalePrice } from '../sale-prices/set-sale-price.ts';
import type { Context } from './context.ts';
import { editor } from './editor.ts';
import { savedVariant } from './outcomes.ts';

type Mutations = NonNullable<Resolvers<Context>['Mutation']>;

export function saleMutations(deps: EditDependencies): Pick<Mutations, 'setSalePrice' | 'endSale'> {
  return {
    async setSalePrice(_, { input }, context) {
      const result = await setSalePrice(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'saved':
          return { __typename: 'SetSalePriceSuccess', variant: await savedVariant(context, result) };
        case 'saleRunning': {
          const { endsAt } = result;
          return { __typename: 'SaleRunning', message: messages.saleRunning({ endsAt }), endsAt };
        }
        default:
          return commonProblem(result);
      }
    },
    async endSale(_, { input }, context) {
      const result = await endSale(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'saved':
          return { __typename: 'EndSaleSuccess', variant: await savedVariant(context, result) };
        case 'saleNotThere':
          return { __typename: 'SaleNotThere', message: messages.saleNotThere, id: result.id };
        case 'notFound':
          return commonProblem(result);
        case 'versionConflict':
          return commonProblem(result);
      }
    },
  };
}

/** What customers can buy of a product, and for how much at this moment. */
export const offeredFields: Pick<
  NonNullable<Resolvers<Context>['Product']>,
  'variants' | 'minPriceYen' | 'maxPriceYen'
> = {
  variants: ({ variants }, { withdrawn }, { caller }) =>
    withdrawn === true && isStaff(caller) ? variants : variantsOffered(variants),
  minPriceYen: (product, _, context) =>
    product.variants.some(({ sale }) => sale)
      ? pricesInForce(variantsOffered(product.variants), context.now()).minPriceYen
      : product.minPriceYen,
  maxPriceYen: (product, _, context) =>
    product.variants.some(({ sale }) => sale)
      ? pricesInForce(variantsOffered(product.variants), context.now()).maxPriceYen
      : product.maxPriceYen,
};

export const priceFields: Pick<
  NonNullable<Resolvers<Context>['ProductVariant']>,
  'priceYen' | 'regularPriceYen' | 'saleEndsAt' | 'sale' | 'withdrawn'
> = {
  priceYen: (variant, _, context) => (variant.sale ? priceInForce(variant, context.now()) : variant.priceYen),
  regularPriceYen: ({ sale }, _, context) =>
    sale?.comparable && isRunning(sale, context.now()) ? sale.regularPriceYen : null,
  saleEndsAt: ({ sale }, _, context) => (sale && isRunning(sale, context.now()) ? sale.endsAt : null),
  sale({ sale }, _, context) {
    editor(context.caller);
    return sale ?? null;
  },
  withdrawn: ({ withdrawn }) => withdrawn === true,
};
