import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { type Actor, readActor } from '@depachika/identity/actor.ts';
import { isId, newId } from '@depachika/ids/ids.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { messages } from '../messages/messages.ts';
import type { Level, LevelKey } from './level.ts';
import { insertLevel, knownPlace, lockLevel, updateLevel } from './level-store.ts';
import { book } from './movement-store.ts';
import { claimReceipt } from './receipt-store.ts';
import {
  type Count,
  checkCount,
  checkReceipt,
  counted,
  emptyLevel,
  isSameReceipt,
  MAX_ON_HAND,
  type Receipt,
  received,
  type StockPromised,
} from './stock-change.ts';
import { stockLevelChanged } from './stock-events.ts';

export interface ChangeStockDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  /** Asked before the first level of a variant is made. */
  readonly products: Pick<RpcClient<typeof ProductService>, 'getVariants'>;
  /** Called when a level may have run out, or be there again: somebody is to be told. */
  readonly wake: () => void;
}

interface Done {
  readonly kind: 'done';
  readonly level: Level;
}
export type ReceiveResult = Done | InvalidInput | NotFound;
export type AdjustResult = Done | InvalidInput | NotFound | VersionConflict | StockPromised;

/** Books pieces in, once per idempotency key. */
export async function receiveStock(
  deps: ChangeStockDependencies,
  input: Receipt,
  actor: Actor,
): Promise<ReceiveResult> {
  const receipt = {
    ...input,
    idempotencyKey: input.idempotencyKey.trim(),
    reference: input.reference.trim(),
  };
  const refused = checkReceipt(receipt) ?? (await unknownPlace(deps, receipt));
  if (refused) return refused;
  const result = await untilLevelIsOurs(() =>
    deps.database.transaction({ name: 'inventory.receive' }, async (tx): Promise<ReceiveResult> => {
      const first = await claimReceipt(tx, receipt);
      if (first && !isSameReceipt(first, receipt)) {
        return invalidInput('idempotencyKey', messages.allowed.unusedKey);
      }
      const before = await lockLevel(tx, receipt);
      if (first) return { kind: 'done', level: before! };
      const after = received(before ?? emptyLevel(newId('lvl'), receipt), receipt.quantity);
      if (!after) throw new LevelFull();
      return save(deps, tx, { before, after, kind: 'RECEIVED', reference: receipt.reference, actor });
    }),
  ).catch(whenFull);
  deps.crashPoints.reach('inventory.receive.committed');
  return result;
}

/** Sets the pieces on hand to what was counted. */
export async function adjustStock(
  deps: ChangeStockDependencies,
  input: Count,
  actor: Actor,
): Promise<AdjustResult> {
  const count = { ...input, reason: input.reason.trim() };
  const refused = checkCount(count) ?? (await unknownPlace(deps, count));
  if (refused) return refused;
  return untilLevelIsOurs(() =>
    deps.database.transaction({ name: 'inventory.adjust' }, async (tx): Promise<AdjustResult> => {
      const before = await lockLevel(tx, count);
      const after = counted(before ?? emptyLevel(newId('lvl'), count), count);
      if ('kind' in after) return after;
      return save(deps, tx, { before, after, kind: 'ADJUSTED', reference: count.reason, actor });
    }),
  );
}

/** Undoes the transaction, the claimed key included. */
class LevelFull extends Error {
  readonly code = 'LEVEL_FULL';
}

function whenFull(error: unknown): InvalidInput {
  if (error instanceof LevelFull) return invalidInput('quantity', messages.allowed.onHandAtMost(MAX_ON_HAND));
  throw error;
}

/** The location must exist, and the variant unless there is a level of it already. */
async function unknownPlace(
  { database, products }: ChangeStockDependencies,
  { variantId, locationId }: LevelKey,
): Promise<NotFound | undefined> {
  if (!isId('loc', locationId)) return notFound(locationId);
  if (!isId('var', variantId)) return notFound(variantId);
  const known = await knownPlace(database, { variantId, locationId });
  if (!known.location) return notFound(locationId);
  if (known.level) return undefined;
  const { variants } = await products.getVariants({ variantIds: [variantId] });
  return variants.length > 0 ? undefined : notFound(variantId);
}

interface Change {
  readonly before: Level | undefined;
  readonly after: Level;
  readonly kind: 'RECEIVED' | 'ADJUSTED';
  readonly reference: string;
  readonly actor: Actor;
}

/** Throws {@link LevelMade}, which undoes the transaction, when another request made this level first. */
async function save(
  { outbox, clock, wake }: ChangeStockDependencies,
  tx: Transaction,
  { before, after, kind, reference, actor }: Change,
): Promise<Done> {
  const at = clock.now();
  if (before) await updateLevel(tx, after);
  else if (!(await insertLevel(tx, after))) throw new LevelMade();
  tx.afterCommit(wake);
  const quantity = after.onHand - (before?.onHand ?? 0);
  await recordChange(tx, 'inventory', {
    subject: after.id,
    operation: OPERATIONS[kind],
    actor,
    fields: changedFields(before ?? {}, after, ['onHand', 'backorderLimit']),
    changedAt: at,
  });
  if (quantity !== 0) {
    const { id } = readActor(actor);
    await book(tx, [{ levelId: after.id, kind, quantity, reference, actor: id, createdAt: at }]);
    await outbox.append(tx, [stockLevelChanged(after, kind, at)]);
  }
  return { kind: 'done', level: after };
}

const OPERATIONS = { RECEIVED: 'receiveStock', ADJUSTED: 'adjustStock' } as const;

class LevelMade extends Error {
  readonly code = 'LEVEL_MADE';
}

/** The second time the level is there: levels are never deleted. */
async function untilLevelIsOurs<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof LevelMade)) throw error;
    return await run();
  }
}
