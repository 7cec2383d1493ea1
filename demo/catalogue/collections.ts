import type { CollectionRecord } from '@depachika/products/collections/collection.ts';
import { demoId } from '../demo-id.ts';
import { demoCatalogue } from './catalogue.ts';

/**
 * What the demo shop puts on its tables: by hand, by a rule, and for a season.
 * @param now when the shop is filled: its season has begun then, and goes on for a while
 */
export function demoCollections(
  now: Date,
): (CollectionRecord & { readonly productIds: readonly string[] })[] {
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
      ...season(now),
    },
  ];
}

/** From midnight in Japan a week ago to the end of the day in ninety days. */
function season(now: Date) {
  const midnightMs = Math.floor((now.getTime() + JAPAN_MS) / DAY_MS) * DAY_MS - JAPAN_MS;
  return {
    startsAt: new Date(midnightMs - 7 * DAY_MS).toISOString(),
    endsAt: new Date(midnightMs + 91 * DAY_MS - 1).toISOString(),
  };
}

const DAY_MS = 24 * 60 * 60_000;
const JAPAN_MS = 9 * 60 * 60_000;

const SOUVENIRS = [
  ...['栗羊羹', '宇治抹茶羊羹', 'アーモンドフィナンシェ', 'レモンマドレーヌ'],
  ...['海苔煎餅', '抹茶サブレ', 'オレンジパウンドケーキ', '柚子大福'],
];
