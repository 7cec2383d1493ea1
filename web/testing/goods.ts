/** A product as its page asks for it; a test says what is different. */
export const product = {
  ...{ id: 'prd_1', slug: 'kuri-kintsuba', nameJa: '栗きんつば', nameEn: 'Chestnut Kintsuba' },
  ...{ nameKana: 'クリキンツバ', brand: '花月庵', brandEn: 'Kagetsuan', maker: { slug: 'kagetsuan' } },
  descriptionHtmlJa: '<p>栗の甘さ。</p>',
  descriptionHtmlEn: '<p>Sweet.</p>',
  ...{ allergens: null as object[] | null, temperature: 'AMBIENT', shelfLifeDays: null as number | null },
  ...{ leadTimeDays: 0, ageRestricted: false, attributes: [] as object[], labels: [] as object[] },
  pageTexts: { titleJa: '', titleEn: '', descriptionJa: '', descriptionEn: '' },
  imageUrl: '/images/prd_1.svg',
  pictures: [] as object[],
  taxClass: 'REDUCED',
  options: [] as object[],
  category: { path: [{ slug: 'wagashi', nameJa: '和菓子', nameEn: 'Japanese Sweets' }] },
  variants: [variant()],
  related: [] as object[],
};

export function variant(changes: object = {}) {
  return {
    ...{ id: 'var_1', sku: 'WA-1', label: '3個入', labelEn: '3 pieces', priceYen: 810 },
    ...{ regularPriceYen: null, saleEndsAt: null, maxPerOrder: 20 },
    stock: { available: 5, status: 'LOW' },
    ...changes,
  };
}

/** A picture that is there in one size of each format. @param name of its files */
export function picture(name: string, variantId: string | null = null) {
  return {
    ...{ id: `pic_${name}`, altJa: `${name}の画像`, altEn: `Picture of ${name}`, width: 800, height: 600 },
    focalPoint: { x: 0.2, y: 0.5 },
    sources: ['AVIF', 'WEBP', 'JPEG'].map((format) => ({
      ...{ format, width: 640, url: `/pictures/${name}.${format.toLowerCase()}` },
    })),
    variant: variantId && { id: variantId },
  };
}

/** A product as lists ask for it. */
export function listed(changes: object = {}) {
  const { id, slug, nameJa, nameEn, brand, brandEn, imageUrl, labels } = product;
  return {
    ...{ id, slug, nameJa, nameEn, brand, brandEn, imageUrl, labels, pictures: [] },
    ...{ minPriceYen: 810, maxPriceYen: 810 },
    variants: [{ priceYen: 810, regularPriceYen: null, stock: { available: 9, status: 'IN_STOCK' } }],
    ...changes,
  };
}
