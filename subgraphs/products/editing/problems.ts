/** Another variant has this article number. */
export interface SkuTaken {
  readonly kind: 'skuTaken';
  readonly sku: string;
}

/** Another of its kind has this code. */
export interface CodeTaken {
  readonly kind: 'codeTaken';
  readonly code: string;
}

/** Something else of its kind has this address, or had it. */
export interface SlugTaken {
  readonly kind: 'slugTaken';
  readonly slug: string;
}
