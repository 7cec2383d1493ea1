import type { ChangeHistory } from '@depachika/domain/change-history.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { mayReadOrder } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { MAX_SLOT_VARIANTS } from '@depachika/schema/rest/input-limits.ts';
import type { MutationResolvers, OrderResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import { isDateSpan, MAX_DATES } from '../slots/bulk-slot-rules.ts';
import { type Slot, slotForGoods, slotStatus } from '../slots/slot-rules.ts';
import { updateSlot } from '../slots/update-slot.ts';
import { updateSlots } from '../slots/update-slots.ts';
import { checkPoint, type Point, pointKey } from '../zones/point.ts';
import { type UpdateZoneDependencies, updateZone } from '../zones/update-zone.ts';
import type { Zone } from '../zones/zone.ts';
import type { ZoneReader } from '../zones/zone-reader.ts';
import { carrier } from './access.ts';
import { closuresOn } from './closed-day-resolvers.ts';
import type { AddressReference, Context, PostalCodeReference } from './context.ts';
import { updateSlotOutcome, updateSlotsOutcome, updateZoneOutcome } from './outcomes.ts';

type UpdateSlotDependencies = Parameters<typeof updateSlot>[0] & UpdateZoneDependencies;

export function slotQueries(
  zones: ZoneReader,
): Pick<QueryResolvers<Context>, 'deliveryZones' | 'deliveryZoneAt'> {
  return {
    deliveryZones: () => zones.all(),
    deliveryZoneAt(_, point, { zonesOfPoints }) {
      const wrong = checkPoint(point);
      if (wrong) throw badUserInput(wrong.field, wrong.allowed);
      return zonesOfPoints.load(pointKey(point));
    },
  };
}

export function slotMutations(
  deps: UpdateSlotDependencies,
): Pick<MutationResolvers<Context>, 'updateDeliverySlot' | 'updateDeliverySlots' | 'updateDeliveryZone'> {
  return {
    async updateDeliverySlots(_, { input }, { caller }) {
      const actor = carrier(caller);
      const { startTimes, capacity, closed, ...dates } = input;
      const change = {
        ...dates,
        startTimes: startTimes ?? undefined,
        capacity: capacity ?? undefined,
        closed: closed ?? undefined,
      };
      return updateSlotsOutcome(await updateSlots(deps, change, actor));
    },
    async updateDeliveryZone(_, { input }, { caller }) {
      const actor = carrier(caller);
      const { minOrderYen, locationIds, ...change } = input;
      const wanted = {
        ...change,
        minOrderYen: minOrderYen ?? undefined,
        locationIds: locationIds ?? undefined,
      };
      return updateZoneOutcome(await updateZone(deps, wanted, actor));
    },
    async updateDeliverySlot(_, { input }, { caller }) {
      const actor = carrier(caller);
      const { capacity, closed, ...change } = input;
      const wanted = { ...change, capacity: capacity ?? undefined, closed: closed ?? undefined };
      return updateSlotOutcome(await updateSlot(deps, wanted, actor));
    },
  };
}

/** What an order shows of its slot. */
export const slotOfOrder: Pick<OrderResolvers<Context>, 'deliverySlot'> = {
  async deliverySlot({ id }, _, { caller, slotsOfOrders, slots }) {
    const held = await slotsOfOrders.load(id);
    return held && mayReadOrder(caller, { ownerId: held.customerId, orderId: id })
      ? slots.load(held.slotId)
      : null;
  },
};

const zoneReference: (reference: object, context: Context) => Promise<Zone | null> = batchedReference(
  ({ zones }: Context) => zones,
);
const slotReference: (reference: object, context: Context) => Promise<Slot | null> = batchedReference(
  ({ slots }: Context) => slots,
);

/** What the shop shows of where it delivers. */
export function zonesOfShop(zones: ZoneReader): NonNullable<Resolvers<Context>['Shop']> {
  return {
    // There is one, and orders says whether this is it.
    __resolveReference: ({ id }) => ({ id }),
    deliveryZones: () => zones.all(),
  };
}

/** What the shop offers at a place. */
const servedPlace = {
  deliveryZone: ({ point }: Place, _: unknown, context: Context) => servingZone(point, context),
  async deliverySlots({ point }: Place, wanted: SlotsWanted, context: Context) {
    const { days, includeUnavailable, variantIds } = wanted;
    const { daysAhead } = context;
    if (days < 1 || days > daysAhead) throw badUserInput('days', allowed.range({ from: 1, to: daysAhead }));
    if (variantIds && variantIds.length > MAX_SLOT_VARIANTS)
      throw badUserInput('variantIds', messages.allowed.variants(MAX_SLOT_VARIANTS));
    const zone = await servingZone(point, context);
    const ahead = zone ? ((await context.slotsAhead(days).load(zone.id)) ?? []) : [];
    const leadTimes = await context.leadTimes.loadMany(variantIds ?? []);
    const slowest = Math.max(0, ...leadTimes.map((leadTimeDays) => leadTimeDays ?? 0));
    const slots = ahead.map((slot) => slotForGoods(slot, slowest));
    return includeUnavailable ? slots : slots.filter((slot) => slotStatus(slot, context.now) === 'OPEN');
  },
};

interface Place {
  readonly point?: Point | null;
}

interface SlotsWanted {
  readonly days: number;
  readonly includeUnavailable: boolean;
  readonly variantIds?: readonly string[] | null;
}

export const slotResolvers: Pick<
  Resolvers<Context>,
  'Address' | 'PostalCode' | 'DeliveryZone' | 'DeliverySlot'
> = {
  Address: { __resolveReference: (reference) => reference as AddressReference, ...servedPlace },
  PostalCode: { __resolveReference: (reference) => reference as PostalCodeReference, ...servedPlace },
  DeliveryZone: {
    __resolveReference: zoneReference,
    changes: (zone, args, context) => changesOf(zone, args, context),
    locations({ locationIds }, _, { caller }) {
      carrier(caller);
      return locationIds.map((id) => ({ id }));
    },
    async slots({ id }, span, { caller, slotsOnDates }) {
      carrier(caller);
      if (!isDateSpan(span)) throw badUserInput('to', messages.allowed.dateSpan(MAX_DATES));
      return (await slotsOnDates(span).load(id)) ?? [];
    },
    geoJson: async ({ id }, _, { outlines }) => (await outlines.load(id))!,
  },
  DeliverySlot: {
    __resolveReference: slotReference,
    changes: (slot, args, context) => changesOf(slot, args, context),
    zone: async ({ zoneId }, _, { zones }) => (await zones.load(zoneId))!,
    placesLeft: ({ capacity, taken }) => capacity - taken,
    async held({ id }, _, { caller, heldPlaces }) {
      carrier(caller);
      return (await heldPlaces.load(id)) ?? 0;
    },
    status: (slot, _, { now }) => slotStatus(slot, now),
    async closedDay({ date, zoneId, dayClosed }, _, context) {
      const [closure] = dayClosed ? await closuresOn(context, zoneId, [date]) : [];
      return closure ?? null;
    },
  },
};

function changesOf(
  { id }: { readonly id: string },
  args: Parameters<ChangeHistory>[1],
  { caller, changes }: Context,
): ReturnType<ChangeHistory> {
  carrier(caller);
  return changes(id, args);
}

async function servingZone(
  point: Point | null | undefined,
  { zonesOfPoints }: Context,
): Promise<Zone | null> {
  if (!point || checkPoint(point)) return null;
  return zonesOfPoints.load(pointKey(point));
}
