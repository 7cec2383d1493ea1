import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { NO_SCHEDULE, type Schedule, stageOf } from '../lifecycle/publication-rules.ts';
import { scheduleProduct } from '../lifecycle/schedule-product.ts';
import type { Context } from './context.ts';
import { editor } from './editor.ts';
import { savedProduct } from './outcomes.ts';

/** How a product lives: when it is sold. */
export function lifecycleMutations(
  deps: EditDependencies,
): Pick<NonNullable<Resolvers<Context>['Mutation']>, 'scheduleProduct'> {
  return {
    async scheduleProduct(_, { input }, context) {
      const result = await scheduleProduct(deps, input, editor(context.caller));
      if (result.kind !== 'scheduled') return commonProblem(result);
      context.schedules.clear(result.id);
      return { __typename: 'ScheduleProductSuccess', product: await savedProduct(context, result.id) };
    },
  };
}

export const lifecycleFields: Pick<
  NonNullable<Resolvers<Context>['Product']>,
  'stage' | 'publishAt' | 'unpublishAt'
> = {
  stage: async ({ id, status }, _, context) => stageOf(status, await scheduleOf(id, context)),
  publishAt: async ({ id }, _, context) => (await scheduleOf(id, context)).publishAt,
  unpublishAt: async ({ id }, _, context) => (await scheduleOf(id, context)).unpublishAt,
};

async function scheduleOf(productId: string, context: Context): Promise<Schedule> {
  editor(context.caller);
  return (await context.schedules.load(productId)) ?? NO_SCHEDULE;
}
