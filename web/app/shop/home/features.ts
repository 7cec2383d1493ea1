import type { HomePageQuery } from '../../../generated/operations/home-page.ts';
import type { GoodsMessages } from '../../messages/ja/goods.ts';
import { type Language, nameIn } from '../../messages/language.ts';
import { lastDayBefore } from '../../parts/times.ts';

type Collections = NonNullable<HomePageQuery['collections']>;

/** Most of them at the entrance. */
const MOST = 6;

/** What the entrance shows of collections: first what is there for a time, then what stays; never one without a product. */
export function shownFeatures(collections: Collections, language: Language, t: GoodsMessages) {
  const filled = collections.filter(({ products }) => products.nodes.length > 0);
  const [staying, passing] = [true, false].map((stays) =>
    filled.filter(({ startsAt, endsAt }) => (startsAt === null && endsAt === null) === stays),
  );
  return [...passing!, ...staying!].slice(0, MOST).map(({ slug, endsAt, products, ...names }) => ({
    slug,
    name: nameIn(language, names),
    until: endsAt ? t.until(lastDayBefore(language, endsAt)) : '',
    product: products.nodes[0]!,
  }));
}

export type Feature = ReturnType<typeof shownFeatures>[number];
