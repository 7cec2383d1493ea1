import type { Clock } from '@depachika/clock/clock.ts';
import type { Sql } from '@depachika/database/database.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import {
  type ProductService,
  Temperature,
  type Variant,
} from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import type { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { MAX_PROMISED_VARIANTS } from '@depachika/schema/rest/input-limits.ts';
import { type Point, pointKey } from '../zones/point.ts';
import { type ServedPlaces, servedPlaces } from './place-reader.ts';
import {
  type AskedPlace,
  type Deliverability,
  type DeliveryPromise,
  deliverabilityOn,
  type Goods,
  promiseOf,
  slotsAhead,
} from './promise-rules.ts';

/** Whom delivery asks for what it does not own. */
export interface PromiseSources {
  readonly products: Pick<RpcClient<typeof ProductService>, 'getVariants'>;
  readonly inventory: Pick<RpcClient<typeof InventoryService>, 'getAvailability' | 'getLocations'>;
  readonly users: Pick<RpcClient<typeof UserService>, 'getPostalCodes'>;
}

export interface PromiseDependencies extends PromiseSources {
  readonly database: Sql;
  readonly clock: Clock;
  /** How many times 24 hours ahead customers see slots. */
  readonly config: { readonly daysAhead: number };
}

/** A place as somebody names it: seven digits, or a point. */
export type PlaceName = { readonly postalCode: string } | { readonly point: Point };

/** What is wanted where. */
export interface PromiseRequest {
  readonly place: PlaceName;
  readonly variantId: string;
}

/** Most variants of one question to another domain. */
export const MAX_VARIANTS = MAX_PROMISED_VARIANTS;

/**
 * A promise for each request, in their order. However many are asked for at once, up to {@link MAX_VARIANTS} variants,
 * each domain is asked once; inventory once for each set of locations.
 */
export async function promisesFor(
  deps: PromiseDependencies,
  requests: readonly PromiseRequest[],
  now: Date,
): Promise<DeliveryPromise[]> {
  const [places, variants] = await Promise.all([
    askedPlaces(
      deps,
      requests.map(({ place }) => place),
      now,
    ),
    sellableVariants(
      deps,
      requests.map(({ variantId }) => variantId),
    ),
  ]);
  const asked = requests.map(({ place, variantId }) => {
    const at = places.get(placeKey(place))!;
    return {
      at,
      variant: variants.get(variantId),
      source: typeof at === 'string' ? undefined : sourceOf(at),
    };
  });
  const stock = await stockOf(deps, asked);
  return asked.map(({ at, variant, source }) => {
    const available = (variant && source !== undefined && stock.get(source)?.get(variant.id)) || 0;
    return promiseOf(at, variant && goodsOf(variant, available), now);
  });
}

/** What can be at a postal code on a date when it is ordered now, or why nothing is delivered there. */
export async function deliverability(
  deps: PromiseDependencies,
  { postalCode, date }: { readonly postalCode: string; readonly date: string },
): Promise<
  | (Deliverability & { readonly zoneId: string; readonly locationIds: readonly string[] })
  | Extract<AskedPlace, string>
> {
  const now = deps.clock.now();
  const place = (await askedPlaces(deps, [{ postalCode }], now)).get(postalCode)!;
  if (typeof place === 'string') return place;
  const { zone, slots } = place;
  return { zoneId: zone.id, locationIds: zone.locationIds, ...deliverabilityOn(date, slots, now) };
}

/** Days that variants take before they can leave; those that are not sold are left out. */
export async function leadTimesOf(
  deps: PromiseSources,
  variantIds: readonly string[],
): Promise<Map<string, number>> {
  const variants = await sellableVariants(deps, variantIds);
  return new Map([...variants].map(([id, { leadTimeDays }]) => [id, leadTimeDays]));
}

/** A place as the key of a lookup: seven digits, or what `pointKey` makes of a point. */
export function placeKey(place: PlaceName): string {
  return 'postalCode' in place ? place.postalCode : pointKey(place.point);
}

async function askedPlaces(
  { database, users, config }: PromiseDependencies,
  places: readonly PlaceName[],
  now: Date,
): Promise<Map<string, AskedPlace>> {
  const points = await pointsOf(users, places);
  const keys = [...new Set([...points.values()].map(pointKey))];
  const served: ServedPlaces =
    keys.length > 0 ? await servedPlaces(database, keys, slotsAhead(now, config.daysAhead)) : new Map();
  return new Map(
    places.map(placeKey).map((key): [string, AskedPlace] => {
      const point = points.get(key);
      if (!point) return [key, 'UNKNOWN_POSTAL_CODE'];
      return [key, served.get(pointKey(point)) ?? 'OUTSIDE_ZONES'];
    }),
  );
}

/** By `placeKey`; postal codes that users does not know have none. */
async function pointsOf(
  users: PromiseSources['users'],
  places: readonly PlaceName[],
): Promise<Map<string, Point>> {
  const codes = new Set(places.flatMap((place) => ('postalCode' in place ? [place.postalCode] : [])));
  const given = places.flatMap((place) => ('point' in place ? [place.point] : []));
  const points = new Map(given.map((point) => [pointKey(point), point]));
  if (codes.size === 0) return points;
  const { postalCodes } = await users.getPostalCodes({ codes: [...codes] });
  for (const { code, point } of postalCodes) if (point) points.set(code, point);
  return points;
}

async function sellableVariants(
  { products }: Pick<PromiseSources, 'products'>,
  ids: readonly string[],
): Promise<Map<string, Variant>> {
  const variantIds = [...new Set(ids)].filter((id) => isId('var', id));
  if (variantIds.length === 0) return new Map();
  const { variants } = await products.getVariants({ variantIds });
  return new Map(variants.filter(({ sellable }) => sellable).map((variant) => [variant.id, variant]));
}

/** The locations that serve a place, as a key. */
function sourceOf({ zone }: Exclude<AskedPlace, string>): string {
  return zone.locationIds.join(' ');
}

/** Pieces by source and variant. */
async function stockOf(
  { inventory }: PromiseDependencies,
  asked: readonly { readonly variant: Variant | undefined; readonly source: string | undefined }[],
): Promise<Map<string, Map<string, number>>> {
  const wanted = new Map<string, Set<string>>();
  for (const { variant, source } of asked) {
    if (!variant || source === undefined) continue;
    const ids = wanted.get(source) ?? new Set();
    wanted.set(source, ids.add(variant.id));
  }
  const found = await Promise.all(
    [...wanted].map(async ([source, ids]) => {
      const locationIds = source === '' ? [] : source.split(' ');
      const { availability } = await inventory.getAvailability({ variantIds: [...ids], locationIds });
      return [source, new Map(availability.map((one) => [one.variantId, one.available]))] as const;
    }),
  );
  return new Map(found);
}

function goodsOf({ leadTimeDays, temperature }: Variant, available: number): Goods {
  return { leadTimeDays, temperature: temperatureOf(temperature), available };
}

/** A process of products that does not know it yet says nothing, and carries all as it always did. */
function temperatureOf(temperature: Temperature): Goods['temperature'] {
  switch (temperature) {
    case Temperature.CHILLED:
      return 'CHILLED';
    case Temperature.FROZEN:
      return 'FROZEN';
    default:
      return 'AMBIENT';
  }
}
