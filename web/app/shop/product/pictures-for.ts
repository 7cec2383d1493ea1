/** A picture of a product, or of one of its variants. */
export interface PictureOf {
  /** The variant that it shows; null: the product. */
  readonly of: string | null;
}

/**
 * The pictures to show: of a variant that was chosen its own first, then those of the product. Where it has none, and where
 * none was chosen, all of them, as the shop put them.
 */
export function picturesFor<P extends PictureOf>(
  pictures: readonly P[],
  chosen: string | null,
): readonly P[] {
  const own = pictures.filter(({ of }) => of !== null && of === chosen);
  return own.length === 0 ? pictures : [...own, ...pictures.filter(({ of }) => of === null)];
}
