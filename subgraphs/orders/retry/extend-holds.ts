import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { CallLimit } from '../checkout/saga/hold-steps.ts';
import { HOLDS_MARGIN_MS, holdsNeededUntil } from '../order/attempt-rules.ts';
import type { DomainClients } from '../order/domain-clients.ts';
import type { DueJob } from '../order/due-job.ts';
import { move, unchanged } from '../order/order-changes.ts';
import {
  areHoldsShortSql,
  type HoldsToExtend,
  holdsShortSinceSql,
  lockOrder,
  noteHolds,
  saveProgress,
  shortHolds,
} from '../order/order-store.ts';
import type { OrdersServices } from '../order/services.ts';

/** Which hold could not be made to last: the code of the refusal. */
export type HoldRefusal = 'STOCK_NOT_HELD' | 'SLOT_NOT_HELD' | 'POINTS_NOT_HELD';

export interface HoldExtension {
  readonly orderId: string;
  readonly holdKey: string;
  readonly pointsUsed: number;
  readonly until: Date;
}

/**
 * Makes everything that is held for an order last until then, one after the other; may be repeated.
 * @param reached is told of every step that is done
 * @returns what is no longer held, if something is not
 */
export async function extendHolds(
  services: OrdersServices,
  { orderId, holdKey, pointsUsed, until }: HoldExtension,
  reached: (step: string) => void,
): Promise<HoldRefusal | undefined> {
  const call = { timeoutMs: services.config.rpcTimeoutMs };
  const request = { key: holdKey, expiresAt: timestampFromDate(until) };
  for (const { name, refusal, extend } of EXTENSIONS) {
    if (refusal === 'POINTS_NOT_HELD' && pointsUsed === 0) continue;
    if (!(await extend(services, request, call)).extended) return refusal;
    reached(name);
  }
  await noteHolds(services.database, orderId, until);
  return undefined;
}

export const EXTEND_HOLDS: DueJob = {
  job: 'extend_holds',
  sinceSql: (now) => holdsShortSinceSql(now, HOLDS_MARGIN_MS),
  isDueSql: (now) => areHoldsShortSql(now, HOLDS_MARGIN_MS),
  dueBefore: (_, now) => now,
  run: extendShortHolds,
};

interface ExtendRequest {
  readonly key: string;
  readonly expiresAt: ReturnType<typeof timestampFromDate>;
}

const EXTENSIONS: readonly {
  readonly name: string;
  readonly refusal: HoldRefusal;
  readonly extend: (
    domains: DomainClients,
    request: ExtendRequest,
    call: CallLimit,
  ) => Promise<{ readonly extended: boolean }>;
}[] = [
  {
    name: 'stockExtended',
    refusal: 'STOCK_NOT_HELD',
    extend: ({ inventory }, request, call) => inventory.extendReservation(request, call),
  },
  {
    name: 'slotExtended',
    refusal: 'SLOT_NOT_HELD',
    extend: ({ delivery }, request, call) => delivery.extendHold(request, call),
  },
  {
    name: 'pointsExtended',
    refusal: 'POINTS_NOT_HELD',
    extend: ({ payments }, request, call) => payments.extendPointsHold(request, call),
  },
];

const BATCH = 20;

/** Holds of orders that wait for another attempt to pay have to outlast that time. @returns how many were settled */
async function extendShortHolds(services: OrdersServices): Promise<number> {
  const now = services.clock.now();
  const found = await shortHolds(services.database, { now, marginMs: HOLDS_MARGIN_MS, limit: BATCH });
  const settled = await Promise.all(found.map((order) => extendOrEnd(services, order)));
  return settled.filter(Boolean).length;
}

/** An order of which something is no longer held cannot wait for its payment. */
async function extendOrEnd(services: OrdersServices, order: HoldsToExtend): Promise<boolean> {
  try {
    const extension = { ...order, until: holdsNeededUntil(order.payUntil) };
    const gone = await extendHolds(services, extension, (step) =>
      services.crashPoints.reach(`orders.extendHolds.${step}`),
    );
    if (gone) await endUnheld(services, order, gone);
    return true;
  } catch (error) {
    services.logger.warn({ err: error, orderId: order.orderId }, 'Holds could not be extended yet');
    return false;
  }
}

async function endUnheld(services: OrdersServices, held: HoldsToExtend, code: HoldRefusal): Promise<void> {
  const now = services.clock.now();
  const saved = await services.database.transaction({ name: 'orders.endUnheld' }, async (tx) => {
    const order = await lockOrder(tx, held.orderId);
    // It may have been paid meanwhile: its holds are allocations then.
    if (order?.status !== 'AWAITING_PAYMENT' || order.holdKey !== held.holdKey) return [];
    const command = { to: 'CANCELLED', by: 'CLOCK', cancelReason: 'OUT_OF_TIME', code } as const;
    const moved = move(unchanged(order), command, now);
    return moved.kind === 'moved' ? saveProgress(tx, services.outbox, [moved.progress], now) : [];
  });
  await services.orders.changed(saved);
}
