import type { CategoryRecord } from '../catalogue/category.ts';
import type { SlugKind } from '../slugs/slug.ts';
import type { Context } from './context.ts';

/** @returns the id of what this address leads to, or once led to */
export async function subjectOf(context: Context, kind: SlugKind, slug: string): Promise<string | undefined> {
  return (await context.catalogue.subjects(kind, [slug])).get(slug);
}

/** The category of this slug, or the one that once had it. */
export async function categoryAt(context: Context, slug: string): Promise<CategoryRecord | null> {
  const present = (await context.catalogue.categoriesBySlug([slug])).get(slug);
  if (present) return present;
  const moved = await subjectOf(context, 'CATEGORY', slug);
  return moved ? context.categories.load(moved) : null;
}

/** Every address that something had before its present one. */
export async function formerSlugs(
  context: Context,
  { id, slug }: { readonly id: string; readonly slug?: string | undefined },
): Promise<string[]> {
  const present = slug ?? (await presentSlug(context, id));
  return ((await context.slugs.load(id)) ?? []).filter((each) => each !== present);
}

/** Of a product that an older version cached, which did not know its address. */
export async function presentSlug(context: Context, productId: string): Promise<string> {
  return (await context.productSlugs.load(productId))!;
}
