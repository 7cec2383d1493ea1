import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { offerSlot, type Slot, type SlotRefusal, slotForGoods } from '../slots/slot-rules.ts';
import { type SlotForPoint, slotForPoint } from '../slots/slot-store.ts';
import type { Point } from '../zones/point.ts';
import type { NewHold } from './hold.ts';
import { closeHold, findHold, moveExpiry, takePlace } from './hold-store.ts';

export interface HoldDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
}

export type SlotAnswer =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'unavailable'; readonly reason: SlotRefusal | 'HOLD_CLOSED' };

/** A slot as it stands for a point, without holding it. */
export async function lookAtSlot(
  { database, clock }: HoldDependencies,
  wanted: { readonly slotId: string; readonly point: Point; readonly leadTimeDays: number },
): Promise<SlotAnswer> {
  const found = await slotForPoint(database, wanted, { lock: false });
  const offer = offerForGoods(found, wanted, clock.now());
  return offer.kind === 'offered'
    ? { kind: 'slot', slot: offer.slot }
    : { kind: 'unavailable', reason: offer.reason };
}

/** The slot as these goods see it, for the place where they are wanted. */
function offerForGoods(
  found: SlotForPoint | undefined,
  { leadTimeDays = 0 }: { readonly leadTimeDays?: number },
  now: Date,
): ReturnType<typeof offerSlot<Slot>> {
  const slot = found && slotForGoods(found.slot, leadTimeDays);
  return offerSlot(slot, found?.servingZoneId ?? null, now);
}

/** The caller's own deadline, which is shorter, decides how long a hold is worth waiting for. */
const HOLD_TIMEOUT_MS = 15_000;

/**
 * Takes a place until the hold expires. A key that is held or confirmed answers with its slot, whatever is asked now.
 * @param signal a hold whose caller has gone before its turn is not made
 */
export async function holdSlot(
  { database, clock, crashPoints }: HoldDependencies,
  wanted: NewHold,
  signal: AbortSignal,
): Promise<SlotAnswer> {
  const now = clock.now();
  const answer = await database.transaction<SlotAnswer>(
    { name: 'delivery.hold', timeoutMs: HOLD_TIMEOUT_MS },
    async (tx) => {
      if (signal.aborted) throw new RpcError('DEADLINE_EXCEEDED', 'The hold was given up before its turn');
      const found = await slotForPoint(tx, wanted, { lock: true });
      const offer = offerForGoods(found, wanted, now);
      if (offer.kind === 'offered' && (await takePlace(tx, wanted, now))) {
        return { kind: 'slot', slot: { ...offer.slot, taken: offer.slot.taken + 1 } };
      }
      // The hold is looked for after a refusal too: the same request, sent twice, may have taken the last place itself.
      const before = await findHold(tx, wanted.key);
      if (before?.slot && (before.status === 'HELD' || before.status === 'CONFIRMED'))
        return { kind: 'slot', slot: before.slot };
      if (before) return { kind: 'unavailable', reason: 'HOLD_CLOSED' };
      if (offer.kind === 'offered') throw new Error(`The hold ${wanted.key} was neither taken nor there`);
      return { kind: 'unavailable', reason: offer.reason };
    },
  );
  crashPoints.reach('delivery.hold.committed');
  return answer;
}

/** @returns false when the hold is unknown, over or already confirmed */
export function extendHold(
  { database, clock }: HoldDependencies,
  wanted: { readonly key: string; readonly expiresAt: Date },
): Promise<boolean> {
  return moveExpiry(database, wanted, clock.now());
}

/** Closes the key for ever. @returns true when this call gave a place back */
export async function releaseHold(
  { database, clock, crashPoints }: HoldDependencies,
  key: string,
): Promise<boolean> {
  const released = await database.transaction({ name: 'delivery.release' }, (tx) =>
    closeHold(tx, key, clock.now()),
  );
  crashPoints.reach('delivery.release.committed');
  return released;
}
