import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import { updateOptions } from '../variants/update-options.ts';
import { restoreVariant, withdrawVariant } from '../variants/withdraw-variant.ts';
import type { Context } from './context.ts';
import { editor } from './editor.ts';
import { savedProduct, savedVariant } from './outcomes.ts';

type Mutations = NonNullable<Resolvers<Context>['Mutation']>;

export function variantMutations(
  deps: EditDependencies,
): Pick<Mutations, 'withdrawVariant' | 'restoreVariant' | 'updateProductOptions'> {
  return {
    async withdrawVariant(_, { input }, context) {
      const result = await withdrawVariant(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'saved':
          return { __typename: 'WithdrawVariantSuccess', variant: await savedVariant(context, result) };
        case 'lastVariant': {
          const { productId } = result;
          return { __typename: 'LastVariant', message: messages.lastVariant, productId };
        }
        default:
          return commonProblem(result);
      }
    },
    async restoreVariant(_, { input }, context) {
      const result = await restoreVariant(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'RestoreVariantSuccess', variant: await savedVariant(context, result) };
    },
    async updateProductOptions(_, { input }, context) {
      const result = await updateOptions(deps, input, editor(context.caller));
      if (result.kind !== 'updated') return commonProblem(result);
      return { __typename: 'UpdateProductOptionsSuccess', product: await savedProduct(context, result.id) };
    },
  };
}
