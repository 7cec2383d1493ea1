import { type Timestamp, timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { isDate } from '@depachika/clock/jst.ts';
import { isId } from '@depachika/ids/ids.ts';
import { type RpcContext, RpcError, type RpcHandlers, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  DeliveryService,
  type GeoPoint,
  type HoldSlotRequest,
  SlotUnavailable_Reason,
} from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { postalCodeDigits } from '@depachika/text/japanese.ts';
import { isStorable } from '@depachika/text/text.ts';
import type { NewHold } from './holds/hold.ts';
import {
  extendHold,
  type HoldDependencies,
  holdSlot,
  lookAtSlot,
  releaseHold,
  type SlotAnswer,
} from './holds/hold-slot.ts';
import { deliverability, type PromiseDependencies } from './promise/promises.ts';
import type { Slot } from './slots/slot-rules.ts';
import { checkPoint, type Point } from './zones/point.ts';

/** Delivery's answers to other domains, which alone may ask. */
export function deliveryRpc(deps: HoldDependencies & PromiseDependencies): RpcRoute {
  const handlers: RpcHandlers<typeof DeliveryService> = {
    async getSlot({ slotId, point, leadTimeDays }, context) {
      assertService(context);
      const answer = await lookAtSlot(deps, {
        slotId: checkedText('slot_id', slotId),
        point: checkedPoint(point),
        leadTimeDays: checkedDays(leadTimeDays),
      });
      return {
        result: answer.kind === 'slot' ? { case: 'slot', value: toSlot(answer.slot) } : toRefusal(answer),
      };
    },
    async holdSlot(request, context) {
      assertService(context);
      const answer = await holdSlot(deps, toHold(request, deps.clock.now()), context.signal);
      return {
        result: answer.kind === 'slot' ? { case: 'held', value: toSlot(answer.slot) } : toRefusal(answer),
      };
    },
    async extendHold({ key, expiresAt }, context) {
      assertService(context);
      return {
        extended: await extendHold(deps, {
          key: checkedText('key', key),
          expiresAt: checkedInstant(expiresAt),
        }),
      };
    },
    async releaseHold({ key }, context) {
      assertService(context);
      return { released: await releaseHold(deps, checkedText('key', key)) };
    },
    async getDeliverability({ postalCode, date }, context) {
      assertService(context);
      assertArgument(postalCodeDigits(postalCode) === postalCode, 'postal_code must have seven digits');
      assertArgument(isDate(date), 'date must be one like 2026-11-22');
      const answer = await deliverability(deps, { postalCode, date });
      const { daysAhead } = deps.config;
      if (typeof answer !== 'string') return { ...answer, locationIds: [...answer.locationIds], daysAhead };
      return { unknownPostalCode: answer === 'UNKNOWN_POSTAL_CODE', daysAhead };
    },
  };
  return rpcRoute(DeliveryService, handlers);
}

function toSlot(slot: Slot) {
  const { id, zoneId, date, startsAt, endsAt, cutOffAt, feeYen, minOrderYen, capacity, taken, locationIds } =
    slot;
  return {
    id,
    zoneId,
    date,
    startsAt: timestampFromDate(startsAt),
    endsAt: timestampFromDate(endsAt),
    cutOffAt: timestampFromDate(cutOffAt),
    feeYen,
    minOrderYen,
    locationIds: [...locationIds],
    placesLeft: capacity - taken,
  };
}

function toRefusal({ reason }: Extract<SlotAnswer, { readonly kind: 'unavailable' }>) {
  return { case: 'unavailable' as const, value: { reason: SlotUnavailable_Reason[reason] } };
}

function toHold(request: HoldSlotRequest, now: Date): NewHold {
  const { key, orderId, slotId, customerId, point, expiresAt } = request;
  const at = checkedInstant(expiresAt);
  assertArgument(at > now, 'expires_at must be in the future');
  assertArgument(isId('usr', customerId), 'customer_id must be the id of a user');
  return {
    key: checkedText('key', key),
    orderId: checkedText('order_id', orderId || key),
    slotId: checkedText('slot_id', slotId),
    customerId,
    point: checkedPoint(point),
    leadTimeDays: checkedDays(request.leadTimeDays),
    expiresAt: at,
  };
}

function checkedPoint(point: GeoPoint | undefined): Point {
  assertArgument(point !== undefined, 'point must be set');
  const wrong = checkPoint(point);
  assertArgument(wrong === undefined, `point.${wrong?.field} must be ${wrong?.allowed}`);
  return point;
}

function checkedDays(leadTimeDays: number): number {
  assertArgument(leadTimeDays >= 0 && leadTimeDays <= 365, 'lead_time_days must be from 0 to 365');
  return leadTimeDays;
}

function checkedInstant(timestamp: Timestamp | undefined): Date {
  assertArgument(timestamp !== undefined, 'expires_at must be set');
  return timestampDate(timestamp);
}

function checkedText(field: string, text: string): string {
  assertArgument(isStorable(text, { min: 1, max: 100 }), `${field} must hold 1 to 100 characters`);
  return text;
}

function assertArgument(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new RpcError('INVALID_ARGUMENT', otherwise);
}

function assertService({ caller }: RpcContext): void {
  if (caller.kind !== 'service') throw new RpcError('PERMISSION_DENIED', 'Only the shop itself may do this');
}
