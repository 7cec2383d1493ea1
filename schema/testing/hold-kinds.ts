import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import {
  type DeliveryService,
  SlotUnavailable_Reason,
} from '../generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { InventoryService } from '../generated/proto/depachika/inventory/v1/inventory_pb.ts';
import type { PaymentService } from '../generated/proto/depachika/payments/v1/payments_pb.ts';

export interface WantedHold {
  readonly key: string;
  /** The key when left out. */
  readonly orderId?: string;
  /** Units by the name of what is held. */
  readonly units: Readonly<Record<string, number>>;
  readonly expiresAt: Date;
}

export interface HoldAnswer {
  readonly outcome: 'held' | 'insufficient' | 'closed' | 'keyReused';
  /** The whole answer, to compare one with another. */
  readonly message: unknown;
}

/** What stock, slots and points have in common, called by RPC. */
export interface HoldCalls {
  hold(wanted: WantedHold): Promise<HoldAnswer>;
  extend(key: string, expiresAt: Date): Promise<boolean>;
  release(key: string): Promise<boolean>;
}

/** Where kinds of holds differ. */
export interface HoldKind {
  readonly name: string;
  /** How much one hold may be of: one unit, several units of one thing, or several things. */
  readonly takes: 'one unit' | 'several units' | 'several things';
  /** What a key that holds one thing answers to a wish for another: what it holds, or that it is in use. */
  readonly otherWish: 'held' | 'keyReused';
}

/** Many may wait for one row on a busy machine. */
const CALL = { timeoutMs: 30_000 };

export const STOCK: HoldKind = { name: 'stock', takes: 'several things', otherWish: 'keyReused' };

/** Named by variant. */
export function stockHolds(client: RpcClient<typeof InventoryService>): HoldCalls {
  return {
    async hold({ key, orderId, units, expiresAt }) {
      const lines = Object.entries(units).map(([variantId, quantity]) => ({ variantId, quantity }));
      const request = { key, orderId, lines, expiresAt: timestampFromDate(expiresAt) };
      const { result } = await client.reserveStock(request, CALL);
      return { outcome: STOCK_OUTCOMES[result.case!], message: result };
    },
    async extend(key, expiresAt) {
      const request = { key, expiresAt: timestampFromDate(expiresAt) };
      return (await client.extendReservation(request, CALL)).extended;
    },
    release: async (key) => (await client.releaseReservation({ key }, CALL)).released,
  };
}

const STOCK_OUTCOMES = {
  reserved: 'held',
  insufficientStock: 'insufficient',
  closed: 'closed',
  keyReused: 'keyReused',
} as const;

export const SLOTS: HoldKind = { name: 'slots', takes: 'one unit', otherWish: 'held' };

/** Named by slot. @param holder who holds, and a point that every slot serves */
export function slotHolds(
  client: RpcClient<typeof DeliveryService>,
  holder: {
    readonly customerId: string;
    readonly point: { readonly latitude: number; readonly longitude: number };
  },
): HoldCalls {
  return {
    async hold({ key, orderId, units, expiresAt }) {
      const [slotId] = Object.keys(units);
      const request = { ...holder, key, orderId, slotId, expiresAt: timestampFromDate(expiresAt) };
      const { result } = await client.holdSlot(request, CALL);
      if (result.case === 'held') return { outcome: 'held', message: result };
      const isClosed = result.value?.reason === SlotUnavailable_Reason.HOLD_CLOSED;
      return { outcome: isClosed ? 'closed' : 'insufficient', message: result };
    },
    async extend(key, expiresAt) {
      return (await client.extendHold({ key, expiresAt: timestampFromDate(expiresAt) }, CALL)).extended;
    },
    release: async (key) => (await client.releaseHold({ key }, CALL)).released,
  };
}

export const POINTS: HoldKind = { name: 'points', takes: 'several units', otherWish: 'held' };

/** Named by customer. */
export function pointsHolds(client: RpcClient<typeof PaymentService>): HoldCalls {
  return {
    async hold({ key, orderId, units, expiresAt }) {
      const [[customerId, points] = []] = Object.entries(units);
      const request = { key, orderId, customerId, points, expiresAt: timestampFromDate(expiresAt) };
      const { result } = await client.holdPoints(request, CALL);
      return { outcome: result.case!, message: result };
    },
    async extend(key, expiresAt) {
      const request = { key, expiresAt: timestampFromDate(expiresAt) };
      return (await client.extendPointsHold(request, CALL)).extended;
    },
    release: async (key) => (await client.releasePoints({ key }, CALL)).released,
  };
}
