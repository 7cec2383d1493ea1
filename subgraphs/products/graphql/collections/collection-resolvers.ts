import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { rowsOf, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import { stillListed } from '../../catalogue/visibility.ts';
import { type CollectionRecord, isActive } from '../../collections/collection.ts';
import {
  createCollection,
  retireCollection,
  type UpdateCollectionResult,
  updateCollection,
} from '../../collections/edit-collections.ts';
import type { EditDependencies } from '../../editing/edit-product.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { type ListScope, WHOLE_SHOP } from '../../listing/listing.ts';
import { filterOfRule, NO_FILTER } from '../../listing/product-filter.ts';
import type { Context } from '../context.ts';
import { editor } from '../editor.ts';
import { listProducts, type ProductList, pageIn, type ScopedArguments } from '../lists.ts';
import { slugTaken } from '../outcomes.ts';
import { descriptionFields, pageFields } from '../page-text-resolvers.ts';
import { formerSlugs, subjectOf } from '../slugs.ts';

export const collectionQueries: Pick<
  NonNullable<Resolvers<Context>['Query']>,
  'collection' | 'collections'
> = {
  async collection(_, { id, slug }, context) {
    const found = id ?? (slug ? await subjectOf(context, 'COLLECTION', slug) : undefined);
    return found ? context.collections.load(found) : null;
  },
  async collections(_, { active }, context) {
    const isWhole = isStaff(context.caller) && active === false;
    return context.collectionReader.list(isWhole ? undefined : context.now());
  },
};

export function collectionMutations(
  deps: EditDependencies,
): Pick<
  NonNullable<Resolvers<Context>['Mutation']>,
  'createCollection' | 'updateCollection' | 'retireCollection' | 'restoreCollection'
> {
  return {
    async createCollection(_, { input }, context) {
      const result = await createCollection(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return collectionProblem(result);
      return { __typename: 'CreateCollectionSuccess', collection: await savedCollection(context, result.id) };
    },
    async updateCollection(_, { input }, context) {
      const result = await updateCollection(deps, input, editor(context.caller));
      if (result.kind === 'versionConflict') return commonProblem(result);
      if (result.kind !== 'saved') return collectionProblem(result);
      return { __typename: 'UpdateCollectionSuccess', collection: await savedCollection(context, result.id) };
    },
    async retireCollection(_, { input }, context) {
      const result = await retireCollection(deps, input, { retired: true, actor: editor(context.caller) });
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'RetireCollectionSuccess', collection: await savedCollection(context, result.id) };
    },
    async restoreCollection(_, { input }, context) {
      const result = await retireCollection(deps, input, { retired: false, actor: editor(context.caller) });
      if (result.kind !== 'saved') return commonProblem(result);
      return {
        __typename: 'RestoreCollectionSuccess',
        collection: await savedCollection(context, result.id),
      };
    },
  };
}

export const collectionResolvers: Pick<Resolvers<Context>, 'Collection'> = {
  Collection: {
    __resolveReference: batchedReference((context: Context) => context.collections),
    ...descriptionFields,
    ...pageFields,
    formerSlugs: (collection, _, context) => formerSlugs(context, collection),
    active: (collection, _, context) => isActive(collection, context.now()),
    products: (collection, args, context) => productsOf(collection, args, context),
    changes({ id }, args, context) {
      editor(context.caller);
      return context.changes(id, args);
    },
  },
};

/** As they come, pages of all collections of a request are read together; narrowed or sorted, it is a list like others. */
async function productsOf(
  collection: CollectionRecord,
  args: ScopedArguments,
  context: Context,
): Promise<ProductList> {
  const { id, rule } = collection;
  const within = scopeOf(collection);
  const categoryId = rule?.categoryId;
  const own = rule ? 'NEWEST' : 'RELEVANCE';
  if (args.filter || args.sort)
    return listProducts(context, { ...args, sort: args.sort ?? own, status: 'ACTIVE', categoryId, within });
  const page = pageIn(own, args);
  const rows = rowsOf(page);
  const collected =
    (await (rule ? context.collectedByRule(rows) : context.collectedByHand(rows)).load(id)) ?? [];
  const products = await context.products.loadMany(collected.map((each) => each.id));
  const list = twoWayConnection([...collected.entries()], page, {
    nodeOf: ([index]) => stillListed(products[index], 'ACTIVE'),
    cursorOf: ([, { place, id: productId }]) => [place, productId],
  });
  const selection = { status: 'ACTIVE' as const, filter: NO_FILTER, within };
  return { ...list, shelf: categoryId ?? WHOLE_SHOP, selection };
}

function scopeOf({ id, rule, version }: CollectionRecord): ListScope {
  return rule ? { filter: filterOfRule(rule) } : { filter: NO_FILTER, collection: { id, version } };
}

type CollectionProblem = Exclude<UpdateCollectionResult, { readonly kind: 'saved' | 'versionConflict' }>;

function collectionProblem(problem: CollectionProblem) {
  switch (problem.kind) {
    case 'slugTaken':
      return slugTaken(problem);
    case 'invalidInput':
      return commonProblem(problem);
    case 'notFound':
      return commonProblem(problem);
  }
}

/** The collection as it stands now: the request forgets what it read before the edit. */
async function savedCollection(context: Context, id: string): Promise<CollectionRecord> {
  context.collections.clear(id);
  return (await context.collections.load(id))!;
}
