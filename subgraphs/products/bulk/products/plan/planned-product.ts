import type { CategoryRecord } from '../../../catalogue/category.ts';
import type {
  NewVariant,
  OptionRecord,
  ProductRecord,
  ProductStatus,
  TaxClass,
  VariantRecord,
} from '../../../catalogue/product.ts';
import type { Vocabulary } from '../../../details/details-input.ts';
import type { ProductDetails } from '../../../details/product-details.ts';
import type { ProductTexts } from '../../../editing/product-input.ts';
import type { Schedule } from '../../../lifecycle/publication-rules.ts';
import type { PlannedPrices } from './sale-plan.ts';

/** What a plan is made from, beside the lines. */
export interface ProductFacts {
  readonly now: Date;
  /** Undefined of a new product. */
  readonly known: ProductRecord | undefined;
  readonly details: ProductDetails;
  readonly schedule: Schedule;
  /** The category in which it is; undefined of a new product. */
  readonly placed: CategoryRecord | undefined;
  readonly vocabulary: Vocabulary;
  readonly categoryOf: (slug: string) => CategoryRecord | undefined;
  /** What an address leads to, or once led to. */
  readonly slugOwner: (slug: string) => string | undefined;
  /** A file of prices brings no new variants. */
  readonly mayAdd: boolean;
}

/** As {@link ProductFacts}, of a product that is there. */
export type KnownFacts = ProductFacts & { readonly known: ProductRecord };

export interface PlannedProduct {
  readonly kind: 'planned';
  readonly texts: ProductTexts;
  readonly categoryId: string;
  readonly status: ProductStatus;
  readonly taxClass: TaxClass;
  readonly options: readonly OptionRecord[];
  /** Undefined: made from the English name. */
  readonly slug: string | undefined;
  readonly details: ProductDetails;
  readonly schedule: Schedule;
  readonly added: readonly PlannedVariant<NewVariant>[];
  /** Of variants that are there only those that change. */
  readonly changed: readonly (PlannedVariant<VariantRecord> & { readonly before: VariantRecord })[];
  /** In the order of the product's variants; undefined where they stay. */
  readonly optionValues: readonly (readonly string[])[] | undefined;
}

/** A variant as it is to be, its regular price written on it. */
export interface PlannedVariant<V> extends Pick<PlannedPrices, 'sale' | 'regularPriceYen'> {
  readonly variant: V;
  readonly withdrawn: boolean;
}
