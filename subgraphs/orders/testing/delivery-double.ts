import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import { newId } from '@depachika/ids/ids.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  DeliveryService,
  SlotUnavailable_Reason,
} from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { createHoldBook } from './hold-book.ts';

/** Slots with their places; each costs 440 yen, whatever the address. */
export function createDeliveryDouble(clock: Clock) {
  const slots = new Map<string, TestSlot>();
  /** Of ids of slots. */
  const holds = createHoldBook<string>(clock);
  const route = rpcRoute(DeliveryService, {
    getSlot: async ({ slotId, leadTimeDays }) => {
      const reason = problemOf(slotId, leadTimeDays);
      return reason ? unavailable(reason) : { result: { case: 'slot' as const, value: slot(slotId) } };
    },
    holdSlot: async ({ key, slotId, leadTimeDays, expiresAt }) => {
      const known = holds.find(key);
      if (known) {
        return known.status === 'HELD'
          ? { result: { case: 'held' as const, value: slot(known.content!) } }
          : unavailable(SlotUnavailable_Reason.HOLD_CLOSED);
      }
      const reason = problemOf(slotId, leadTimeDays);
      if (reason) return unavailable(reason);
      slots.get(slotId)!.places -= 1;
      const giveBack = () => {
        slots.get(slotId)!.places += 1;
      };
      holds.add(key, { content: slotId, expiresAt: timestampDate(expiresAt!), giveBack });
      return { result: { case: 'held' as const, value: slot(slotId) } };
    },
    extendHold: async ({ key, expiresAt }) => ({
      extended: holds.extend(key, timestampDate(expiresAt!)),
    }),
    releaseHold: async ({ key }) => ({ released: holds.release(key) }),
    getDeliverability: async () => ({}),
  });
  return { slots, holds, route };

  function problemOf(slotId: string, leadTimeDays: number): SlotUnavailable_Reason | undefined {
    const known = slots.get(slotId);
    if (!known) return SlotUnavailable_Reason.UNKNOWN_SLOT;
    if (leadTimeDays > (known.maxLeadTimeDays ?? 0)) return SlotUnavailable_Reason.CLOSED;
    if (known.closed || clock.now() >= known.cutOffAt) return SlotUnavailable_Reason.CLOSED;
    return known.places > 0 ? undefined : SlotUnavailable_Reason.FULL;
  }

  function slot(slotId: string) {
    const { cutOffAt, places, minOrderYen = 0, locationIds = [] } = slots.get(slotId)!;
    const after = (hours: number) => timestampFromDate(new Date(cutOffAt.getTime() + hours * 3_600_000));
    return {
      id: slotId,
      zoneId: ZONE_ID,
      date: '2026-11-25',
      startsAt: after(2),
      endsAt: after(4),
      cutOffAt: timestampFromDate(cutOffAt),
      feeYen: 440,
      minOrderYen,
      locationIds,
      placesLeft: places,
    };
  }
}

const ZONE_ID = newId('zon');

interface TestSlot {
  places: number;
  cutOffAt: Date;
  closed: boolean;
  minOrderYen?: number;
  /** Goods that take more days come too late for it. */
  maxLeadTimeDays?: number;
  /** Where its goods come from. */
  locationIds?: string[];
}

function unavailable(reason: SlotUnavailable_Reason) {
  return { result: { case: 'unavailable' as const, value: { reason } } };
}
