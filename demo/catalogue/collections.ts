import type { CollectionRecord } from '@depachika/products/collections/collection.ts';
import { demoId } from '../demo-id.ts';
import { demoCatalogue } from './catalogue.ts';

/** What the demo shop puts on its tables: by hand, by a rule, and for a season. */
export function demoCollections(): (CollectionRecord & { readonly productIds: readonly string[] })[] {
  const { categories, products } = demoCatalogue();
  const gifts = categories.find(({ slug }) => slug === 'gifts')!.id;
  const souvenirs = SOUVENIRS.map((name) => products.find(({ nameJa }) => nameJa === name)!.id);
  return [
    {
      ...{
        id: demoId('col', 1),
        slug: 'souvenirs',
        nameJa: '手土産',
        nameEn: 'Something to Bring',
        version: 1,
      },
      descriptionJa:
        'お呼ばれの日に、まちがいのない品を集めました。\n\n- 日持ちのするお菓子\n- 個包装の焼き菓子',
      descriptionEn: 'For a day when you are invited.\n\n- Sweets that keep\n- Biscuits wrapped one by one',
      ...{ rule: null, startsAt: null, endsAt: null, retired: false, productIds: souvenirs },
    },
    {
      ...{ id: demoId('col', 2), slug: 'limited', nameJa: '数量限定', nameEn: 'Only a Few', version: 1 },
      descriptionJa: 'なくなり次第終了の品です。',
      descriptionEn: 'When they are gone, they are gone.',
      ...{ rule: { labels: ['LIMITED'] }, startsAt: null, endsAt: null, retired: false, productIds: [] },
    },
    {
      ...{
        id: demoId('col', 3),
        slug: 'seasonal-gifts',
        nameJa: '季節の贈りもの',
        nameEn: 'Gifts of the Season',
      },
      descriptionJa: '**お世話になった方へ**、感謝の気持ちを込めて。',
      descriptionEn: '**For those who were good to you.**',
      ...{ rule: { categoryId: gifts, maxPriceYen: 20_000 }, productIds: [], retired: false, version: 1 },
      ...{ startsAt: '2026-01-05T00:00:00.000Z', endsAt: '2035-12-31T15:00:00.000Z' },
    },
  ];
}

const SOUVENIRS = [
  ...['栗羊羹', '宇治抹茶羊羹', 'アーモンドフィナンシェ', 'レモンマドレーヌ'],
  ...['海苔煎餅', '抹茶サブレ', 'オレンジパウンドケーキ', '柚子大福'],
];
