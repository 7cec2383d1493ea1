export type ProductStatus = 'DRAFT' | 'ACTIVE' | 'WITHDRAWN';
export type TaxClass = 'REDUCED' | 'STANDARD';
export type ProductSort = 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'NAME';

/** A way in which a product's variants differ. */
export interface OptionRecord {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: string[];
}

/** A product with all its variants, as it is read, cached and shown. It is shared: never write on it. */
export interface ProductRecord {
  readonly id: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly nameKana: string;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
  readonly brand: string;
  readonly categoryId: string;
  readonly status: ProductStatus;
  readonly deleted: boolean;
  readonly taxClass: TaxClass;
  readonly imageUrl: string;
  readonly options: readonly OptionRecord[];
  /** In the order of the options' values. */
  readonly variants: VariantRecord[];
  readonly minPriceYen: number;
  readonly maxPriceYen: number;
  readonly version: number;
  /** RFC 3339, UTC: caches hold JSON. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface VariantRecord {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly selectedOptions: { nameJa: string; nameEn: string; value: string }[];
  readonly label: string;
  readonly priceYen: number;
  readonly taxRatePercent: 8 | 10;
  readonly weightGrams: number;
  readonly version: number;
}

export interface CategoryRecord {
  readonly id: string;
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly parentId: string | null;
  /** Shape of its products' pictures. */
  readonly picture: string;
}
