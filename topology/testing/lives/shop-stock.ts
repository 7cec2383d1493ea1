import { insertAll } from '@depachika/database/insert-all.ts';
import { insertZones } from '@depachika/delivery/zones/zone-store.ts';
import { demoLocations } from '@depachika/demo/locations.ts';
import { seedProductsDemo } from '@depachika/demo/seeds/products-seed.ts';
import { demoZones } from '@depachika/demo/zones.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { DrivenShop } from '../driven-shop.ts';

/** Something that can be bought. */
export interface Article {
  readonly variantId: string;
  readonly priceYen: number;
}

/** One zone with places for everybody, and a few articles: some plentiful, and one of which there is little. */
export interface ShopStock {
  readonly articles: readonly Article[];
  readonly feeYen: number;
  /** Where the articles are. */
  readonly locationId: string;
  /** What audits have found wrong so far. */
  readonly known: Set<string>;
}

const PLACES = 10_000;
const PLENTY = 1_000_000;
const LITTLE = 5;
const ARTICLES = 5;

/** Fills the empty tables of a shop with what lives are about. */
export async function stockShop(shop: DrivenShop): Promise<ShopStock> {
  const zone = { ...demoZones[0]!, slotCapacity: PLACES };
  await insertZones(shop.database('delivery'), [zone]);
  await shop.openSlots();
  await seedProductsDemo({ database: shop.database('products') });
  const articles = await shop.database('products').query<{ variantId: string; priceYen: number }>(
    `SELECT v.id AS "variantId", v.price_yen AS "priceYen" FROM catalog.product_variants AS v
     JOIN catalog.products AS p ON p.id = v.product_id
     WHERE p.status = 'ACTIVE' AND v.price_yen BETWEEN 150 AND 6000 ORDER BY v.price_yen, v.id`,
  );
  const chosen = Array.from(
    { length: ARTICLES },
    (_, place) => articles[Math.floor((place * (articles.length - 1)) / (ARTICLES - 1))]!,
  );
  await receive(shop, chosen);
  return { articles: chosen, feeYen: zone.feeYen, locationId: demoLocations[0]!.id, known: new Set() };
}

/** The last article is the one of which there is little. */
async function receive(shop: DrivenShop, articles: readonly Article[]): Promise<void> {
  const now = shop.clock.now();
  const location = demoLocations[0]!;
  const levels = articles.map(({ variantId }, place) => ({
    id: newId('lvl'),
    variantId,
    locationId: location.id,
    onHand: place === articles.length - 1 ? LITTLE : PLENTY,
  }));
  const movements = levels.map(({ id: levelId, onHand: quantity }) => ({
    id: newId('mov'),
    levelId,
    quantity,
    kind: 'RECEIVED',
    reference: 'OPENING',
    actor: 'inventory',
    createdAt: now,
  }));
  await shop.database('inventory').transaction({ name: 'test.stock' }, async (tx) => {
    await insertAll(tx, { table: 'inventory.locations', rows: [location] });
    await insertAll(tx, { table: 'inventory.levels', rows: levels });
    await insertAll(tx, { table: 'inventory.movements', rows: movements });
  });
}
