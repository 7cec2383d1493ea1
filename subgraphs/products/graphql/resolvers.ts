import { asksFor } from '@depachika/graphql/asked-fields.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import { MAX_PER_ORDER } from '../catalogue/product.ts';
import { listedStatus, mayBrowse } from '../catalogue/visibility.ts';
import { createCategory } from '../categories/create-category.ts';
import { createProduct } from '../editing/create-product.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { deleteProduct, updateProduct } from '../editing/update-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { NO_FILTER } from '../listing/product-filter.ts';
import type { PictureDependencies } from '../pictures/edit-pictures.ts';
import type { SynonymDependencies } from '../synonyms/edit-synonyms.ts';
import { addVariant } from '../variants/add-variant.ts';
import { updateVariant } from '../variants/update-variant.ts';
import { brandMutations, brandQueries, brandResolvers } from './brands/brand-resolvers.ts';
import { categoryMutations, foundCategories, foundCategory } from './category-resolvers.ts';
import {
  collectionMutations,
  collectionQueries,
  collectionResolvers,
} from './collections/collection-resolvers.ts';
import type { Context } from './context.ts';
import {
  detailFields,
  detailsMutations,
  detailsQueries,
  detailsResolvers,
} from './details/details-resolvers.ts';
import { editor } from './editor.ts';
import { lifecycleFields, lifecycleMutations } from './lifecycle-resolvers.ts';
import { listResolvers } from './list-resolvers.ts';
import { listProducts } from './lists.ts';
import {
  addVariantOutcome,
  createCategoryOutcome,
  createProductOutcome,
  deleteProductOutcome,
  updateProductOutcome,
  updateVariantOutcome,
} from './outcomes.ts';
import { descriptionFields, pageFields, pageTextMutations } from './page-text-resolvers.ts';
import {
  pictureMutations,
  pictureResolvers,
  picturesOfProduct,
  picturesOfVariant,
} from './pictures/picture-resolvers.ts';
import { pricesOf } from './prices.ts';
import { relatedFields, relatedMutations } from './related-resolvers.ts';
import { offeredFields, priceFields, saleMutations } from './sale-resolvers.ts';
import { searchFields, searchMutations, searchQueries } from './search/search-resolvers.ts';
import { categoryAt, formerSlugs, presentSlug, subjectOf } from './slugs.ts';
import { variantMutations } from './variant-resolvers.ts';

export function createResolvers(
  deps: PictureDependencies & EditDependencies & SynonymDependencies,
): Resolvers<Context> {
  return {
    Query: {
      async product(_, { id, slug }, context) {
        const found = id ?? (slug ? await subjectOf(context, 'PRODUCT', slug) : undefined);
        const product = found ? await context.products.load(found) : null;
        return product && mayBrowse(context.caller, product) ? product : null;
      },
      products: (_, args, context, info) =>
        listProducts(context, {
          ...args,
          status: listedStatus(context.caller, args.status),
          counted: asksFor(info, 'totalCount'),
        }),
      async categories(_, args, context) {
        return foundCategories(context.caller, await context.catalogue.departments(), args);
      },
      async allCategories(_, args, context) {
        const page = twoWayArguments(args, { cursor: ['string'] });
        const { size, after, before, backward } = page;
        const between = { after: after?.[0], before: before?.[0], backward };
        const categories = await context.categoryReader.list({ limit: size + 1, ...between });
        return twoWayConnection(categories, page, {
          nodeOf: (category) => category,
          cursorOf: ({ id }) => [id],
        });
      },
      async category(_, { id, slug }, context) {
        if (id) return foundCategory(context.caller, await context.categories.load(id));
        return slug ? foundCategory(context.caller, await categoryAt(context, slug)) : null;
      },
      ...brandQueries,
      ...collectionQueries,
      ...detailsQueries,
      ...searchQueries,
    },

    Mutation: {
      ...productMutations(deps),
      ...brandMutations(deps),
      ...collectionMutations(deps),
      ...searchMutations(deps),
      ...detailsMutations(deps),
      ...pageTextMutations(deps),
      ...lifecycleMutations(deps),
      ...saleMutations(deps),
      ...variantMutations(deps),
      ...categoryMutations(deps),
      ...relatedMutations(deps),
      ...pictureMutations(deps),
    },

    ...catalogueResolvers,
    ...listResolvers,
    ...brandResolvers,
    ...collectionResolvers,
    ...detailsResolvers,
    ...searchFields,
    ProductPicture: pictureResolvers,
  };
}

function productMutations(
  deps: EditDependencies,
): Pick<
  NonNullable<Resolvers<Context>['Mutation']>,
  'createProduct' | 'updateProduct' | 'deleteProduct' | 'addVariant' | 'updateVariant' | 'createCategory'
> {
  return {
    async createProduct(_, { input }, context) {
      const actor = editor(context.caller);
      return createProductOutcome(await createProduct(deps, input, actor), context);
    },
    async updateProduct(_, { input }, context) {
      const actor = editor(context.caller);
      return updateProductOutcome(await updateProduct(deps, input, actor), context);
    },
    async deleteProduct(_, { input }, context) {
      const actor = editor(context.caller);
      return deleteProductOutcome(await deleteProduct(deps, input, actor));
    },
    async addVariant(_, { input }, context) {
      const actor = editor(context.caller);
      return addVariantOutcome(await addVariant(deps, input, actor), context);
    },
    async updateVariant(_, { input }, context) {
      const actor = editor(context.caller);
      return updateVariantOutcome(await updateVariant(deps, input, actor), context);
    },
    async createCategory(_, { input }, context) {
      const actor = editor(context.caller);
      return createCategoryOutcome(await createCategory(deps, input, actor), context);
    },
  };
}

const catalogueResolvers: Pick<Resolvers<Context>, 'Product' | 'ProductVariant' | 'Category'> = {
  Product: {
    __resolveReference: batchedReference((context: Context) => context.productReferences),
    changes({ id }, args, context) {
      editor(context.caller);
      return context.changes(id, args);
    },
    category: async (product, _, context) => (await context.categories.load(product.categoryId))!,
    brandEn: ({ brand, brandEn }) => brandEn || brand,
    pictures: (product, args, context) => picturesOfProduct(product, args, context),
    maker: ({ brand, brandId }, _, context) =>
      brandId ? context.brands.load(brandId) : context.brandsByName.load(brand),
    slug: ({ id, slug }, _, context) => slug ?? presentSlug(context, id),
    formerSlugs: ({ id, slug }, _, context) => formerSlugs(context, { id, slug }),
    ...detailFields,
    ...descriptionFields,
    ...pageFields,
    options: ({ options }) =>
      options.map((option) => ({ ...option, valuesEn: option.valuesEn ?? option.values })),
    ...lifecycleFields,
    ...offeredFields,
    ...relatedFields,
  },
  ProductVariant: {
    __resolveReference: batchedReference((context: Context) => context.variantReferences),
    product: async (variant, _, context) => (await context.products.load(variant.productId))!,
    prices({ id }, args, context) {
      editor(context.caller);
      return pricesOf(id, args, context);
    },
    pictures: (variant, _, context) => picturesOfVariant(variant, context),
    maxPerOrder: ({ maxPerOrder }) => maxPerOrder ?? MAX_PER_ORDER,
    ...priceFields,
    labelEn: ({ label, labelEn }) => labelEn ?? label,
    selectedOptions: ({ selectedOptions }) =>
      selectedOptions.map((option) => ({ ...option, valueEn: option.valueEn ?? option.value })),
  },
  Category: {
    __resolveReference: batchedReference((context: Context) => context.categories),
    changes({ id }, args, context) {
      editor(context.caller);
      return context.changes(id, args);
    },
    ...pageFields,
    formerSlugs: (category, _, context) => formerSlugs(context, category),
    parent: (category, _, context) => (category.parentId ? context.categories.load(category.parentId) : null),
    children: async (category, args, context) =>
      foundCategories(context.caller, (await context.children.load(category.id)) ?? [], args),
    version: ({ version }) => version ?? 1,
    retired: ({ retired }) => retired === true,
    path: async (category, _, context) => (await context.paths.load(category.id)) ?? [],
    products: (category: CategoryRecord, args, context, info) =>
      listProducts(context, {
        ...args,
        categoryId: category.id,
        status: 'ACTIVE',
        counted: asksFor(info, 'totalCount'),
      }),
    productCount: async ({ id }, _, context) =>
      (await context.counts({ status: 'ACTIVE', filter: NO_FILTER }).load(id)) ?? 0,
  },
};
