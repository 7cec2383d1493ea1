import { act, type Day, only } from './working-day.ts';

/** What staff do with goods over their life, each at least once, with a product of its own. */
export async function workWithGoods(day: Day): Promise<void> {
  const names = { nameJa: '一生', nameEn: 'Life' };
  const categoryId = await only(day, 'products', `SELECT id FROM catalog.categories WHERE slug = 'test'`);
  await act(day, 'products', 'createProduct', {
    ...{ ...names, nameKana: 'イッショウ', brand: '試験屋', categoryId, taxClass: 'STANDARD' },
    variants: [{ sku: 'LIFE-1', optionValues: [], priceYen: 1_000 }],
  });
  const id = await only(day, 'products', `SELECT id FROM catalog.products WHERE name_en = 'Life'`);
  await act(day, 'products', 'scheduleProduct', {
    id,
    expectedVersion: 1,
    publishAt: '2027-01-01T00:00:00Z',
  });
}
