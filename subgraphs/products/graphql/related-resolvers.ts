import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import { mayBrowse } from '../catalogue/visibility.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import { MAX_RELATED } from '../related/related-rules.ts';
import { setRelated } from '../related/set-related.ts';
import type { Context } from './context.ts';
import { editor } from './editor.ts';
import { savedProduct } from './outcomes.ts';

export function relatedMutations(
  deps: EditDependencies,
): Pick<NonNullable<Resolvers<Context>['Mutation']>, 'setRelatedProducts'> {
  return {
    async setRelatedProducts(_, { input }, context) {
      const result = await setRelated(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      context.related.clear(result.id);
      context.chosen.clear(result.id);
      return { __typename: 'SetRelatedProductsSuccess', product: await savedProduct(context, result.id) };
    },
  };
}

export const relatedFields: Pick<NonNullable<Resolvers<Context>['Product']>, 'related' | 'relatedByStaff'> = {
  async related({ id }, { first }, context) {
    const count = first ?? 10;
    if (count < 1 || count > MAX_RELATED)
      throw badUserInput('first', messages.allowed.relatedPage(MAX_RELATED));
    const ids = (await context.related.load(id)) ?? [];
    const products = await context.products.loadMany(ids.slice(0, count));
    return products.filter((product) => product !== null).filter(({ status }) => status === 'ACTIVE');
  },
  async relatedByStaff({ id }, _, context) {
    editor(context.caller);
    const products = await context.products.loadMany((await context.chosen.load(id)) ?? []);
    return products
      .filter((product) => product !== null)
      .filter((product) => mayBrowse(context.caller, product));
  },
};
