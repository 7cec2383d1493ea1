/** What a page says to machines, in the words of schema.org. */
export type StructuredData = Readonly<Record<string, unknown>>;

/** As the text of a script element: nothing in it can end the element or begin another. */
export function scriptText(data: StructuredData): string {
  return JSON.stringify({ '@context': 'https://schema.org', ...data }).replaceAll('<', '\\u003c');
}

/** An address as others can use it. @param origin of the shop, for one that names none */
export function wholeAddress(origin: string, address: string): string {
  return address.startsWith('/') && !address.startsWith('//') ? `${origin}${address}` : address;
}

export interface SoldProduct {
  readonly name: string;
  readonly description: string;
  readonly brand: string;
  /** Absolute, as all addresses here. */
  readonly url: string;
  readonly image: string;
  readonly variants: readonly {
    readonly sku: string;
    readonly label: string;
    readonly priceYen: number;
    readonly stock: { readonly status: 'IN_STOCK' | 'LOW' | 'OUT_OF_STOCK' } | null;
    /** When this price is over. */
    readonly saleEndsAt?: string | null;
  }[];
  /** Of the page of who makes it. */
  readonly brandUrl?: string | null;
  /** Its way from the top: `和菓子 > 羊羹`. */
  readonly category?: string;
  /** What else is said of it. */
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export function productData(product: SoldProduct): StructuredData {
  const { name, description, brand, url, image, variants, brandUrl, category, properties = [] } = product;
  return {
    '@type': 'Product',
    name,
    ...(description && { description }),
    image,
    url,
    brand: { '@type': 'Brand', name: brand, ...(brandUrl && { url: brandUrl }) },
    ...(category && { category }),
    ...(properties.length > 0 && {
      additionalProperty: properties.map((property) => ({ '@type': 'PropertyValue', ...property })),
    }),
    offers: variants.map(({ sku, label, priceYen, stock, saleEndsAt }) => ({
      '@type': 'Offer',
      sku,
      ...(label && { name: label }),
      url,
      price: priceYen,
      priceCurrency: 'JPY',
      ...(saleEndsAt && { priceValidUntil: saleEndsAt }),
      // Where nobody knows what is left, nothing is claimed.
      ...(stock && { availability: `https://schema.org/${AVAILABILITY[stock.status]}` }),
    })),
  };
}

const AVAILABILITY = {
  IN_STOCK: 'InStock',
  LOW: 'LimitedAvailability',
  OUT_OF_STOCK: 'OutOfStock',
} as const;

/** @param places from the entrance down to the page itself */
export function breadcrumbData(
  places: readonly { readonly name: string; readonly url: string }[],
): StructuredData {
  return {
    '@type': 'BreadcrumbList',
    itemListElement: places.map(({ name, url }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: url,
    })),
  };
}

export function organizationData({
  name,
  url,
}: {
  readonly name: string;
  readonly url: string;
}): StructuredData {
  return { '@type': 'Organization', name, url, logo: `${url}/favicon.svg` };
}
