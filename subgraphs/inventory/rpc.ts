import { type Timestamp, timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import { type RpcContext, RpcError, type RpcHandlers, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  InventoryService,
  type ReserveStockRequest,
} from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { isStorable } from '@depachika/text/text.ts';
import type { ReservationRequest, ReserveAnswer } from './reservations/reservation.ts';
import type { Reservations } from './reservations/reservations.ts';
import type { StockReader } from './stock/stock-reader.ts';

export interface RpcDependencies {
  readonly clock: Clock;
  readonly reservations: Reservations;
  readonly stock: Pick<StockReader, 'available' | 'locations'>;
}

/** Inventory's answers to other domains, which alone may ask. */
export function inventoryRpc(deps: RpcDependencies): RpcRoute {
  const { reservations } = deps;
  const handlers: RpcHandlers<typeof InventoryService> = {
    async reserveStock(request, context) {
      assertService(context);
      return {
        result: toResult(await reservations.reserve(toRequest(request, deps.clock.now()), context.signal)),
      };
    },
    async extendReservation({ key, expiresAt }, context) {
      assertService(context);
      return {
        extended: await reservations.extend({ key: checkedKey(key), expiresAt: checkedInstant(expiresAt) }),
      };
    },
    async releaseReservation({ key }, context) {
      assertService(context);
      return { released: await reservations.release(checkedKey(key)) };
    },
    async getAvailability({ variantIds, locationIds }, context) {
      assertService(context);
      assertArgument(
        variantIds.length >= 1 && variantIds.length <= 200,
        'variant_ids must hold 1 to 200 ids',
      );
      const found = await deps.stock.available(variantIds, checkedLocations(locationIds));
      return {
        availability: variantIds.map((variantId) => ({ variantId, available: found.get(variantId) ?? 0 })),
      };
    },
    async getLocations({ locationIds }, context) {
      assertService(context);
      assertArgument(locationIds.length >= 1, 'location_ids must hold 1 to 100 ids');
      return { locationIds: [...(await deps.stock.locations(checkedLocations(locationIds))).keys()] };
    },
  };
  return rpcRoute(InventoryService, handlers);
}

type ReserveResult = NonNullable<
  Awaited<ReturnType<RpcHandlers<typeof InventoryService>['reserveStock']>>['result']
>;

function toResult(answer: ReserveAnswer): ReserveResult {
  switch (answer.kind) {
    case 'reserved':
      return { case: 'reserved', value: { expiresAt: timestampFromDate(answer.expiresAt) } };
    case 'insufficientStock':
      return { case: 'insufficientStock', value: { shortages: [...answer.shortages] } };
    case 'closed':
      return { case: 'closed', value: {} };
    case 'keyReused':
      return { case: 'keyReused', value: {} };
  }
}

function toRequest(request: ReserveStockRequest, now: Date): ReservationRequest {
  const { key, orderId, lines, expiresAt } = request;
  const at = checkedInstant(expiresAt);
  assertArgument(at > now, 'expires_at must be in the future');
  assertArgument(lines.length >= 1 && lines.length <= 100, 'lines must hold 1 to 100 lines');
  assertArgument(
    new Set(lines.map(({ variantId }) => variantId)).size === lines.length,
    'lines must hold each variant once',
  );
  for (const { variantId, quantity } of lines) {
    assertArgument(isStorable(variantId, { min: 1, max: 100 }), 'variant_id must hold 1 to 100 characters');
    assertArgument(quantity >= 1 && quantity <= 999, 'quantity must be from 1 to 999');
  }
  return {
    key: checkedKey(key),
    orderId: checkedText('order_id', orderId || key),
    lines,
    locationIds: checkedLocations(request.locationIds),
    expiresAt: at,
  };
}

function checkedLocations(locationIds: readonly string[]): readonly string[] {
  assertArgument(locationIds.length <= 100, 'location_ids must hold at most 100 ids');
  for (const id of locationIds)
    assertArgument(isStorable(id, { min: 1, max: 100 }), 'location_ids must hold 1 to 100 characters');
  return locationIds;
}

function checkedKey(key: string): string {
  return checkedText('key', key);
}

function checkedText(field: string, text: string): string {
  assertArgument(isStorable(text, { min: 1, max: 100 }), `${field} must hold 1 to 100 characters`);
  return text;
}

function checkedInstant(timestamp: Timestamp | undefined): Date {
  assertArgument(timestamp !== undefined, 'expires_at must be set');
  return timestampDate(timestamp);
}

function assertArgument(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new RpcError('INVALID_ARGUMENT', otherwise);
}

function assertService({ caller }: RpcContext): void {
  if (caller.kind !== 'service') throw new RpcError('PERMISSION_DENIED', 'Only the shop itself may do this');
}
