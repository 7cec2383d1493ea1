import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import type { BrandRecord } from '../../brands/brand.ts';
import { createBrand, type UpdateBrandResult, updateBrand } from '../../brands/edit-brands.ts';
import { stillListed } from '../../catalogue/visibility.ts';
import type { EditDependencies } from '../../editing/edit-product.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { WHOLE_SHOP } from '../../listing/listing.ts';
import { filterOfRule, NO_FILTER } from '../../listing/product-filter.ts';
import { messages } from '../../messages/messages.ts';
import type { Context } from '../context.ts';
import { editor } from '../editor.ts';
import { listProducts, type ProductList, pageIn, type ScopedArguments } from '../lists.ts';
import { slugTaken } from '../outcomes.ts';
import { descriptionFields, pageFields } from '../page-text-resolvers.ts';
import { formerSlugs, subjectOf } from '../slugs.ts';

export const brandQueries: Pick<NonNullable<Resolvers<Context>['Query']>, 'brand' | 'brands'> = {
  async brand(_, { id, slug }, context) {
    const found = id ?? (slug ? await subjectOf(context, 'BRAND', slug) : undefined);
    return found ? context.brands.load(found) : null;
  },
  async brands(_, args, context) {
    const page = twoWayArguments(args, { cursor: ['string', 'string'] });
    const brands = await context.brandReader.list({ ...page, limit: page.size + 1 });
    const cursorOf = ({ nameKana, id }: BrandRecord) => [nameKana, id];
    return twoWayConnection(brands, page, { nodeOf: (brand) => brand, cursorOf });
  },
};

export function brandMutations(
  deps: EditDependencies,
): Pick<NonNullable<Resolvers<Context>['Mutation']>, 'createBrand' | 'updateBrand'> {
  return {
    async createBrand(_, { input }, context) {
      const result = await createBrand(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return brandProblem(result);
      return { __typename: 'CreateBrandSuccess', brand: await savedBrand(context, result.id) };
    },
    async updateBrand(_, { input }, context) {
      const result = await updateBrand(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'saved':
          return { __typename: 'UpdateBrandSuccess', brand: await savedBrand(context, result.id) };
        case 'notFound':
        case 'versionConflict':
          return commonProblem(result);
        default:
          return brandProblem(result);
      }
    },
  };
}

export const brandResolvers: Pick<Resolvers<Context>, 'Brand'> = {
  Brand: {
    __resolveReference: batchedReference((context: Context) => context.brands),
    ...descriptionFields,
    ...pageFields,
    nameEn: ({ nameJa, nameEn }) => nameEn || nameJa,
    formerSlugs: (brand, _, context) => formerSlugs(context, brand),
    products: (brand, args, context) => productsOf(brand.id, args, context),
    changes({ id }, args, context) {
      editor(context.caller);
      return context.changes(id, args);
    },
  },
};

/** As they come, pages of all brands of a request are read together; narrowed or sorted, it is a list like others. */
async function productsOf(brandId: string, args: ScopedArguments, context: Context): Promise<ProductList> {
  const within = { filter: filterOfRule({ brandId }) };
  if (args.filter || args.sort) return listProducts(context, { ...args, status: 'ACTIVE', within });
  const page = pageIn('NEWEST', args);
  const { size, after, before, backward } = page;
  const rows = { limit: size + 1, after: after?.[1], before: before?.[1], backward };
  const ids = (await context.productsOfBrands(rows).load(brandId)) ?? [];
  const products = await context.products.loadMany(ids);
  const list = twoWayConnection([...ids.entries()], page, {
    nodeOf: ([index]) => stillListed(products[index], 'ACTIVE'),
    cursorOf: ([, id]) => ['', id],
  });
  return { ...list, shelf: WHOLE_SHOP, selection: { status: 'ACTIVE', filter: NO_FILTER, within } };
}

type BrandProblem = Exclude<UpdateBrandResult, { readonly kind: 'saved' | 'notFound' | 'versionConflict' }>;

function brandProblem(problem: BrandProblem) {
  switch (problem.kind) {
    case 'brandTaken': {
      const { nameJa } = problem;
      return { __typename: 'BrandTaken' as const, message: messages.brandTaken({ nameJa }), nameJa };
    }
    case 'slugTaken':
      return slugTaken(problem);
    case 'invalidInput':
      return commonProblem(problem);
  }
}

/** The brand as it stands now: the request forgets what it read before the edit. */
async function savedBrand(context: Context, id: string): Promise<BrandRecord> {
  context.brands.clear(id);
  return (await context.brands.load(id))!;
}
