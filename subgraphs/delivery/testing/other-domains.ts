import { newId } from '@depachika/ids/ids.ts';
import { Temperature } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import type { PromiseSources } from '../promise/promises.ts';
import type { Point } from '../zones/point.ts';

/** Goods as other domains know them. */
export interface TestGoods {
  readonly id: string;
  sellable: boolean;
  leadTimeDays: number;
  temperature: Temperature;
  /** Pieces by location. */
  readonly pieces: Map<string, number>;
}

/** Doubles of those whom delivery asks for a promise, and how often each was asked. */
export function otherDomains() {
  const goods = new Map<string, TestGoods>();
  const places = new Map<string, Point>();
  const locations = new Set<string>();
  const calls = { products: 0, inventory: 0, users: 0 };
  const sources = {
    products: {
      async getVariants({ variantIds }: { variantIds: string[] }) {
        calls.products += 1;
        if (variantIds.length > 200) throw new RangeError('Too many variants');
        return { variants: variantIds.flatMap((id) => goods.get(id) ?? []) };
      },
    },
    inventory: {
      async getAvailability({ variantIds, locationIds }: { variantIds: string[]; locationIds: string[] }) {
        calls.inventory += 1;
        if (variantIds.length > 200) throw new RangeError('Too many variants');
        const availability = variantIds.map((variantId) => ({
          variantId,
          available: piecesAt(goods.get(variantId), locationIds),
        }));
        return { availability };
      },
      async getLocations({ locationIds }: { locationIds: string[] }) {
        return { locationIds: locationIds.filter((id) => locations.has(id)) };
      },
    },
    users: {
      async getPostalCodes({ codes }: { codes: string[] }) {
        calls.users += 1;
        return {
          postalCodes: codes.flatMap((code) => (places.has(code) ? [{ code, point: places.get(code) }] : [])),
        };
      },
    },
  } as unknown as PromiseSources;
  return { sources, goods, places, locations, calls, sell };

  /** Something that can be bought: ten pieces at a location of its own, unless told otherwise. */
  function sell(options: Partial<Omit<TestGoods, 'id' | 'pieces'>> & { at?: Record<string, number> } = {}) {
    const { at = { [newId('loc')]: 10 }, ...rest } = options;
    const id = newId('var');
    for (const locationId of Object.keys(at)) locations.add(locationId);
    const known = { sellable: true, leadTimeDays: 0, temperature: Temperature.AMBIENT, ...rest };
    const one: TestGoods = { id, ...known, pieces: new Map(Object.entries(at)) };
    goods.set(id, one);
    return one;
  }
}

function piecesAt(goods: TestGoods | undefined, locationIds: readonly string[]): number {
  let pieces = 0;
  for (const [locationId, there] of goods?.pieces ?? [])
    if (locationIds.length === 0 || locationIds.includes(locationId)) pieces += there;
  return pieces;
}
