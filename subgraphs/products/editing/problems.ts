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

/** A sale of the variant runs: it is ended before there can be another one. */
export interface SaleRunning {
  readonly kind: 'saleRunning';
  readonly endsAt: Date;
}

/** The variant has no sale, neither running nor to come. */
export interface SaleNotThere {
  readonly kind: 'saleNotThere';
  /** The variant. */
  readonly id: string;
}

/** The product would have nothing left that can be bought. */
export interface LastVariant {
  readonly kind: 'lastVariant';
  readonly productId: string;
}

/** A category cannot stand below itself. */
export interface CategoryCycle {
  readonly kind: 'categoryCycle';
  readonly id: string;
  /** Itself, or one below it. */
  readonly parentId: string;
}

/** The category has something that would not be found any more. */
export interface CategoryInUse {
  readonly kind: 'categoryInUse';
  /** Categories directly below. */
  readonly children: number;
  /** Products on sale, or that will be by themselves. */
  readonly products: number;
}
