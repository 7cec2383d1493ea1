import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { type Caller, isStaff } from '@depachika/identity/caller.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import { moveCategory } from '../categories/move-category.ts';
import { restoreCategory, retireCategory } from '../categories/retire-category.ts';
import { updateCategory } from '../categories/update-category.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import type { Context } from './context.ts';
import { editor } from './editor.ts';
import { savedCategory, slugTaken } from './outcomes.ts';

type Mutations = NonNullable<Resolvers<Context>['Mutation']>;

export function categoryMutations(
  deps: EditDependencies,
): Pick<Mutations, 'updateCategory' | 'moveCategory' | 'retireCategory' | 'restoreCategory'> {
  return {
    async updateCategory(_, { input }, context) {
      const result = await updateCategory(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'saved':
          return { __typename: 'UpdateCategorySuccess', category: await savedCategory(context, result.id) };
        case 'slugTaken':
          return slugTaken(result);
        default:
          return commonProblem(result);
      }
    },
    async moveCategory(_, { input }, context) {
      const result = await moveCategory(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'saved':
          return { __typename: 'MoveCategorySuccess', category: await savedCategory(context, result.id) };
        case 'categoryCycle': {
          const { id, parentId } = result;
          return { __typename: 'CategoryCycle', message: messages.categoryCycle, id, parentId };
        }
        default:
          return commonProblem(result);
      }
    },
    async retireCategory(_, { input }, context) {
      const result = await retireCategory(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'saved':
          return { __typename: 'RetireCategorySuccess', category: await savedCategory(context, result.id) };
        case 'categoryInUse': {
          const { children, products } = result;
          const message = messages.categoryInUse({ children, products });
          return { __typename: 'CategoryInUse', message, children, products };
        }
        default:
          return commonProblem(result);
      }
    },
    async restoreCategory(_, { input }, context) {
      const result = await restoreCategory(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'RestoreCategorySuccess', category: await savedCategory(context, result.id) };
    },
  };
}

/** What somebody finds of these: retired ones only staff who ask for them. */
export function foundCategories(
  caller: Caller,
  categories: readonly CategoryRecord[],
  { retired }: { readonly retired?: boolean | null },
): CategoryRecord[] {
  const all = retired === true && isStaff(caller);
  return categories.filter((category) => all || !category.retired);
}

/** A category that somebody asks for by its id or its address. */
export function foundCategory(caller: Caller, category: CategoryRecord | null): CategoryRecord | null {
  return category?.retired && !isStaff(caller) ? null : category;
}
