import { batchedReference } from '@depachika/graphql/loaders.ts';
import type { CategoryRecord, ProductRecord } from '../catalogue/records.ts';
import { listedStatus, mayBrowse } from '../catalogue/visibility.ts';
import { createCategory } from '../editing/create-category.ts';
import { createProduct } from '../editing/create-product.ts';
import { addVariant, updateVariant, type VariantSaved } from '../editing/edit-variants.ts';
import { deleteProduct, updateProduct } from '../editing/update-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { listProducts, searchCatalogue } from './browse.ts';
import type { Context } from './context.ts';

export const resolvers: Resolvers<Context> = {
  Query: {
    async product(_, { id }, context) {
      const product = await context.products.load(id);
      return product && mayBrowse(context.caller, product) ? product : null;
    },
    products: (_, args, context) =>
      listProducts(context, { ...args, status: listedStatus(context.caller, args.status) }),
    searchProducts: (_, args, context) => searchCatalogue(context, args),
    categories: (_, _args, context) => context.catalogue.departments(),
    async category(_, { id, slug }, context) {
      if (id) return context.categories.load(id);
      if (!slug) return null;
      return (await context.catalogue.categoriesBySlug([slug])).get(slug) ?? null;
    },
  },

  Mutation: {
    async createProduct(_, { input }, context) {
      const outcome = await createProduct(context.editing, context.caller, input);
      if (outcome.__typename !== 'Created') return outcome;
      return { __typename: 'CreateProductSuccess', product: await savedProduct(context, outcome.id) };
    },
    async updateProduct(_, { input }, context) {
      const outcome = await updateProduct(context.editing, context.caller, input);
      if (outcome.__typename !== 'Updated') return outcome;
      return { __typename: 'UpdateProductSuccess', product: await savedProduct(context, outcome.id) };
    },
    deleteProduct: (_, { input }, context) => deleteProduct(context.editing, context.caller, input),
    async addVariant(_, { input }, context) {
      const outcome = await addVariant(context.editing, context.caller, input);
      if (outcome.__typename !== 'Saved') return outcome;
      return { __typename: 'AddVariantSuccess', variant: await savedVariant(context, outcome) };
    },
    async updateVariant(_, { input }, context) {
      const outcome = await updateVariant(context.editing, context.caller, input);
      if (outcome.__typename !== 'Saved') return outcome;
      return { __typename: 'UpdateVariantSuccess', variant: await savedVariant(context, outcome) };
    },
    async createCategory(_, { input }, context) {
      const outcome = await createCategory(context.editing, context.caller, input);
      if (outcome.__typename !== 'Created') return outcome;
      context.categories.clear(outcome.id);
      return { __typename: 'CreateCategorySuccess', category: (await context.categories.load(outcome.id))! };
    },
  },

  Product: {
    __resolveReference: batchedReference((context: Context) => context.productReferences),
    category: async (product, _, context) => (await context.categories.load(product.categoryId))!,
  },
  ProductVariant: {
    __resolveReference: batchedReference((context: Context) => context.variantReferences),
    product: async (variant, _, context) => (await context.products.load(variant.productId))!,
  },
  Category: {
    __resolveReference: batchedReference((context: Context) => context.categories),
    parent: (category, _, context) => (category.parentId ? context.categories.load(category.parentId) : null),
    children: async (category, _, context) => (await context.children.load(category.id)) ?? [],
    path: async (category, _, context) => (await context.paths.load(category.id)) ?? [],
    products: (category: CategoryRecord, args, context) =>
      listProducts(context, { ...args, categoryId: category.id, status: 'ACTIVE' }),
  },
};

/** As it stands now: what this request read before the edit is forgotten. */
async function savedProduct(context: Context, id: string): Promise<ProductRecord> {
  context.products.clear(id);
  return (await context.products.load(id))!;
}

async function savedVariant(context: Context, saved: VariantSaved) {
  const product = await savedProduct(context, saved.productId);
  return product.variants.find(({ id }) => id === saved.id)!;
}
