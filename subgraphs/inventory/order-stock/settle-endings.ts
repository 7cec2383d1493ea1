import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { isTransient } from '@depachika/events/consumer/transient.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { Logger } from 'pino';
import type { ReservedPart } from '../reservations/reservation.ts';
import { partsOf } from '../reservations/reservation-store.ts';
import type { Level } from '../stock/level.ts';
import { changeLevels, type LevelChange } from '../stock/level-store.ts';
import { book } from '../stock/movement-store.ts';
import { stockLevelChanged } from '../stock/stock-events.ts';
import {
  dueEndings,
  type Ending,
  endReservations,
  forgetEndings,
  lockEnding,
  putOff,
} from './ending-store.ts';
import { stockReturned } from './order-stock-events.ts';

export interface SettleDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
}

/**
 * Returns or ships the stock of up to `limit` orders in one transaction. An order whose stock cannot be settled is put off
 * alone.
 * @returns how many were looked at
 */
export async function settleEndings(deps: SettleDependencies, limit: number): Promise<number> {
  let taken: readonly Ending[] = [];
  try {
    await deps.database.transaction({ name: 'inventory.settle' }, async (tx) => {
      taken = await dueEndings(tx, limit, deps.clock.now());
      await settle(deps, tx, taken);
    });
  } catch (error) {
    if (isTransient(error) || taken.length === 0) throw error;
    deps.logger.warn(
      { err: error, orders: taken.length },
      'Stock of several orders failed to settle: one by one now',
    );
    for (const { key, orderId } of taken) await settleAlone(deps, key, orderId);
  }
  deps.crashPoints.reach('inventory.settle.committed');
  return taken.length;
}

async function settleAlone(deps: SettleDependencies, key: string, orderId: string): Promise<void> {
  const { database, clock, logger } = deps;
  try {
    await database.transaction({ name: 'inventory.settle one' }, async (tx) =>
      settle(deps, tx, await lockEnding(tx, key)),
    );
  } catch (error) {
    if (isTransient(error)) throw error;
    logger.error({ err: error, orderId }, 'The stock of an order cannot be settled yet');
    await database.transaction({ name: 'inventory.put off' }, (tx) => putOff(tx, key, clock.now()));
  }
}

async function settle(deps: SettleDependencies, tx: Transaction, endings: readonly Ending[]): Promise<void> {
  if (endings.length === 0) return;
  const now = deps.clock.now();
  const active = await endReservations(tx, endings, now);
  const ended = endings.filter(({ key }) => active.has(key));
  const parts = groupByKey(await partsOf(tx, [...active]));
  const levels = await changeLevels(
    tx,
    ended.flatMap((ending) => changesBy(ending, parts.get(ending.key) ?? [])),
  );
  await publish({ deps, tx, ended, parts, levels, now });
  await forgetEndings(tx, endings);
  for (const { kind, key, orderId } of endings) {
    if (kind === 'SHIP' && !active.has(key)) {
      deps.logger.error({ orderId, key }, 'An order was shipped whose reservation had ended');
    }
  }
}

function changesBy({ kind }: Ending, parts: readonly ReservedPart[]): LevelChange[] {
  return parts.map(({ levelId, quantity }) => ({
    levelId,
    onHand: kind === 'SHIP' ? -quantity : 0,
    reserved: -quantity,
  }));
}

interface Settled {
  readonly deps: SettleDependencies;
  readonly tx: Transaction;
  readonly ended: readonly Ending[];
  readonly parts: ReadonlyMap<string, readonly ReservedPart[]>;
  readonly levels: readonly Level[];
  readonly now: Date;
}

async function publish({ deps, tx, ended, parts, levels, now }: Settled): Promise<void> {
  const shipped = ended.filter(({ kind }) => kind === 'SHIP');
  const movements = shipped.flatMap(({ key, orderId }) =>
    (parts.get(key) ?? []).map(({ levelId, quantity }) => ({
      levelId,
      kind: 'SHIPPED' as const,
      quantity: -quantity,
      reference: orderId,
      actor: 'orders',
      createdAt: now,
    })),
  );
  if (movements.length > 0) await book(tx, movements);
  const left = new Set(movements.map(({ levelId }) => levelId));
  const returned = ended.filter(({ kind }) => kind === 'RETURN');
  await deps.outbox.append(tx, [
    ...returned.map(({ key, orderId }) => stockReturned(orderId, parts.get(key) ?? [], now)),
    ...levels.filter(({ id }) => left.has(id)).map((level) => stockLevelChanged(level, 'SHIPPED', now)),
  ]);
}

function groupByKey(parts: readonly ReservedPart[]): Map<string, ReservedPart[]> {
  return Map.groupBy(parts, ({ key }) => key);
}
