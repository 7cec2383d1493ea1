import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import type { ProductRecord, VariantRecord } from '../catalogue/product.ts';
import type { CreateCategoryResult } from '../categories/create-category.ts';
import type { CreateProductResult } from '../editing/create-product.ts';
import type { SkuTaken, SlugTaken } from '../editing/problems.ts';
import type { DeleteProductResult, UpdateProductResult } from '../editing/update-product.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import type { AddVariantResult } from '../variants/add-variant.ts';
import type { VariantSaved } from '../variants/edit-variant.ts';
import type { UpdateVariantResult } from '../variants/update-variant.ts';
import type { Context } from './context.ts';

type Outcome<Name extends keyof ResolversTypes> = Promise<Awaited<ResolversTypes[Name]>>;

export async function createProductOutcome(
  result: CreateProductResult,
  context: Context,
): Outcome<'CreateProductResult'> {
  switch (result.kind) {
    case 'created':
      return { __typename: 'CreateProductSuccess', product: await savedProduct(context, result.id) };
    case 'skuTaken':
      return skuTaken(result);
    case 'slugTaken':
      return slugTaken(result);
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
  }
}

export async function updateProductOutcome(
  result: UpdateProductResult,
  context: Context,
): Outcome<'UpdateProductResult'> {
  switch (result.kind) {
    case 'updated':
      return { __typename: 'UpdateProductSuccess', product: await savedProduct(context, result.id) };
    case 'slugTaken':
      return slugTaken(result);
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
  }
}

export function deleteProductOutcome(result: DeleteProductResult): ResolversTypes['DeleteProductResult'] {
  switch (result.kind) {
    case 'deleted':
      return { __typename: 'DeleteProductSuccess', id: result.id };
    case 'notFound':
      return commonProblem(result);
    case 'versionConflict':
      return commonProblem(result);
  }
}

export async function addVariantOutcome(
  result: AddVariantResult,
  context: Context,
): Outcome<'AddVariantResult'> {
  switch (result.kind) {
    case 'saved':
      return { __typename: 'AddVariantSuccess', variant: await savedVariant(context, result) };
    case 'skuTaken':
      return skuTaken(result);
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
  }
}

export async function updateVariantOutcome(
  result: UpdateVariantResult,
  context: Context,
): Outcome<'UpdateVariantResult'> {
  switch (result.kind) {
    case 'saved':
      return { __typename: 'UpdateVariantSuccess', variant: await savedVariant(context, result) };
    case 'skuTaken':
      return skuTaken(result);
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
  }
}

export async function createCategoryOutcome(
  result: CreateCategoryResult,
  context: Context,
): Outcome<'CreateCategoryResult'> {
  switch (result.kind) {
    case 'created':
      return { __typename: 'CreateCategorySuccess', category: await savedCategory(context, result.id) };
    case 'slugTaken':
      return slugTaken(result);
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
  }
}

function skuTaken({ sku }: SkuTaken) {
  return {
    __typename: 'SkuTaken' as const,
    message: messages.skuTaken({ sku }),
    sku,
  };
}

export function slugTaken({ slug }: SlugTaken) {
  return { __typename: 'SlugTaken' as const, message: messages.slugTaken({ slug }), slug };
}

/** The product as it stands now: the request forgets what it read before the edit. */
export async function savedProduct(context: Context, id: string): Promise<ProductRecord> {
  context.products.clear(id);
  return (await context.products.load(id))!;
}

export async function savedVariant(context: Context, saved: VariantSaved): Promise<VariantRecord> {
  const product = await savedProduct(context, saved.productId);
  return product.variants.find(({ id }) => id === saved.id)!;
}

export async function savedCategory(context: Context, id: string): Promise<CategoryRecord> {
  context.categories.clear(id);
  context.paths.clear(id);
  return (await context.categories.load(id))!;
}
