import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { type Actor, readActor } from '@depachika/identity/actor.ts';
import { changeLevels } from '../stock/level-store.ts';
import { book, type NewMovement } from '../stock/movement-store.ts';
import { stockLevelChanged } from '../stock/stock-events.ts';
import {
  checkGoods,
  type DecidedGoods,
  decideGoods,
  type GoodsDecided,
  type GoodsLine,
  type ReturnedGoods,
} from './goods-rules.ts';
import { goodsOfOrders, lockGoods, lockUnwritten, saveGoods } from './goods-store.ts';
import { goodsRestocked } from './order-stock-events.ts';

export interface GoodsDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
}

export interface GoodsInput {
  readonly orderId: string;
  readonly lines: readonly GoodsLine[];
  readonly note: string;
}

export type DecideGoodsResult =
  | { readonly kind: 'done'; readonly goods: readonly ReturnedGoods[] }
  | GoodsDecided
  | InvalidInput
  | NotFound;

/** Staff say what becomes of goods that came back: back on the shelf, or written off. */
export async function decideReturnedGoods(
  deps: GoodsDependencies,
  input: GoodsInput,
  actor: Actor,
): Promise<DecideGoodsResult> {
  const { orderId, lines } = input;
  const checked = checkGoods(lines, input.note);
  if (checked.kind === 'invalidInput') return checked;
  const { note } = checked;
  const refused = await deps.database.transaction({ name: 'inventory.decideGoods' }, async (tx) => {
    const goods = await lockGoods(tx, orderId);
    if (goods.length === 0) return notFound(orderId);
    const decision = decideGoods(goods, lines);
    if (decision.kind !== 'decided') return decision;
    const decided = decision.goods.map((one) => ({ ...one, orderId }));
    await carryOut(deps, tx, { decided, goods, actor: readActor(actor).id, note });
    for (const one of decided)
      await recordChange(tx, 'inventory', {
        subject: one.levelId,
        operation: 'decideReturnedGoods',
        actor,
        fields: changedFields({}, one, ['orderId', 'restocked', 'writtenOff']),
        changedAt: deps.clock.now(),
      });
    return undefined;
  });
  if (refused) return refused;
  deps.crashPoints.reach('inventory.decideGoods.committed');
  const goods = await goodsOfOrders(deps.database, [orderId]);
  return { kind: 'done', goods: goods.get(orderId)! };
}

/** Writes off the goods of parcels that are lost or damaged. @returns how many lines, `limit` at most */
export function writeOffLost(deps: GoodsDependencies, limit: number): Promise<number> {
  return deps.database.transaction({ name: 'inventory.writeOffLost' }, async (tx) => {
    const goods = await lockUnwritten(tx, limit);
    const decided = goods.map(({ orderId, levelId, quantity }) => ({
      orderId,
      levelId,
      restocked: 0,
      writtenOff: quantity,
    }));
    await carryOut(deps, tx, { decided, goods, actor: 'delivery', note: '' });
    return goods.length;
  });
}

interface Decided {
  readonly decided: readonly (DecidedGoods & { readonly orderId: string })[];
  readonly goods: readonly ReturnedGoods[];
  readonly actor: string;
  readonly note: string;
}

async function carryOut(
  { outbox, clock }: GoodsDependencies,
  tx: Transaction,
  { decided, goods, actor, note }: Decided,
): Promise<void> {
  if (decided.length === 0) return;
  const at = clock.now();
  await saveGoods(tx, decided, { actor, note, at });
  // Levels that only lose what had left are locked too: a movement's reference would lock them in another order.
  const levels = await changeLevels(
    tx,
    decided.map(({ levelId, restocked }) => ({ levelId, onHand: restocked, reserved: 0 })),
  );
  await book(
    tx,
    decided.flatMap((one) => movementsOf(one, { actor, createdAt: at })),
  );
  const restocked = decided.filter((one) => one.restocked > 0);
  const risen = new Set(restocked.map(({ levelId }) => levelId));
  await outbox.append(tx, [
    ...restockedByOrder(restocked, goods).map(([orderId, parts]) => goodsRestocked(orderId, parts, at)),
    ...levels.filter(({ id }) => risen.has(id)).map((level) => stockLevelChanged(level, 'RETURNED', at)),
  ]);
}

function movementsOf(
  { orderId, levelId, restocked, writtenOff }: DecidedGoods & { readonly orderId: string },
  by: { readonly actor: string; readonly createdAt: Date },
): NewMovement[] {
  const common = { levelId, reference: orderId, ...by };
  return [
    ...(restocked > 0 ? [{ ...common, kind: 'RETURNED', quantity: restocked } as const] : []),
    ...(writtenOff > 0 ? [{ ...common, kind: 'WRITTEN_OFF', quantity: 0, writtenOff } as const] : []),
  ];
}

function restockedByOrder(
  restocked: Decided['decided'],
  goods: readonly ReturnedGoods[],
): [string, { variantId: string; quantity: number }[]][] {
  const variantOf = new Map(goods.map(({ levelId, variantId }) => [levelId, variantId]));
  const byOrder = Map.groupBy(restocked, ({ orderId }) => orderId);
  return [...byOrder].map(([orderId, parts]) => [
    orderId,
    parts.map((part) => ({ variantId: variantOf.get(part.levelId)!, quantity: part.restocked })),
  ]);
}
