/** Another variant has this article number. */
export interface SkuTaken {
  readonly kind: 'skuTaken';
  readonly sku: string;
}

/** Another category has this slug. */
export interface SlugTaken {
  readonly kind: 'slugTaken';
  readonly slug: string;
}
