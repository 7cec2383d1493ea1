import { act, type Day, only } from './working-day.ts';

/** What staff do with goods over their life, each at least once, with a product of its own. */
export async function workWithGoods(day: Day): Promise<void> {
  const names = { nameJa: '一生', nameEn: 'Life' };
  const categoryId = await only(day, 'products', `SELECT id FROM catalog.categories WHERE slug = 'test'`);
  await act(day, 'products', 'createProduct', {
    ...{ ...names, nameKana: 'イッショウ', brand: '試験屋', categoryId, taxClass: 'STANDARD' },
    variants: ['S', 'L'].map((size) => ({ sku: `LIFE-${size}`, optionValues: [size], priceYen: 1_000 })),
    options: [{ ...names, values: ['S', 'L'] }],
  });
  const id = await only(day, 'products', `SELECT id FROM catalog.products WHERE name_en = 'Life'`);
  await act(day, 'products', 'scheduleProduct', {
    id,
    expectedVersion: 1,
    publishAt: '2027-01-01T00:00:00Z',
  });
  const large = await only(day, 'products', `SELECT id FROM catalog.product_variants WHERE sku = 'LIFE-L'`);
  await act(day, 'products', 'withdrawVariant', { id: large, expectedVersion: 1 });
  await act(day, 'products', 'restoreVariant', { id: large, expectedVersion: 2 });
  const sale = { variantId: large, priceYen: 900, endsAt: '2027-01-01T00:00:00Z' };
  await act(day, 'products', 'setSalePrice', {
    ...sale,
    startsAt: '2026-12-31T00:00:00Z',
    expectedVersion: 3,
  });
  await act(day, 'products', 'endSale', { variantId: large, expectedVersion: 4 });
  const options = [{ was: 0, ...names, values: ['S', 'L'].map((value) => ({ was: value, value })) }];
  await act(day, 'products', 'updateProductOptions', { productId: id, expectedVersion: 6, options });
  await act(day, 'products', 'setRelatedProducts', { productId: id, expectedVersion: 7, relatedIds: [] });
  await act(day, 'products', 'createCategory', { ...names, slug: 'life' });
  const ownId = await only(day, 'products', `SELECT id FROM catalog.categories WHERE slug = 'life'`);
  await act(day, 'products', 'updateCategory', { id: ownId, expectedVersion: 1, nameJa: '一生もの' });
  await act(day, 'products', 'moveCategory', { id: ownId, expectedVersion: 2, parentId: categoryId });
  await act(day, 'products', 'retireCategory', { id: ownId, expectedVersion: 3 });
  await act(day, 'products', 'restoreCategory', { id: ownId, expectedVersion: 4 });
}
