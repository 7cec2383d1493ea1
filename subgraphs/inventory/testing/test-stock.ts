import { type Clock, systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import pino from 'pino';
import { ordersConsumer } from '../order-stock/on-events.ts';
import type { SettleDependencies } from '../order-stock/settle-endings.ts';
import type { ReservationRequest } from '../reservations/reservation.ts';
import type { ChangeStockDependencies } from '../stock/change-stock.ts';

export const silent = pino({ level: 'silent' });

/** Locations for a test, first one first to serve. */
export async function addLocations(database: Database, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('loc'));
  await database.query(
    `INSERT INTO inventory.locations (id, code, name_ja, name_en, position)
     SELECT id, id, id, id, (SELECT coalesce(max(position), 0) FROM inventory.locations) + place
     FROM unnest($1::text[]) WITH ORDINALITY AS new (id, place)`,
    [ids],
  );
  return ids;
}

/** A new variant with these pieces by location, received by the book. */
export async function addStock(
  database: Database,
  pieces: Readonly<Record<string, number>>,
): Promise<string> {
  const variantId = newId('var');
  for (const [locationId, onHand] of Object.entries(pieces)) {
    const levelId = newId('lvl');
    await database.query(
      'INSERT INTO inventory.levels (id, variant_id, location_id, on_hand) VALUES ($1, $2, $3, $4)',
      [levelId, variantId, locationId, onHand],
    );
    if (onHand === 0) continue;
    await database.query(
      `INSERT INTO inventory.movements (id, level_id, kind, quantity, reference, actor, created_at)
       VALUES ($1, $2, 'RECEIVED', $3, 'OPENING', 'inventory', now())`,
      [newId('mov'), levelId, onHand],
    );
  }
  return variantId;
}

/** What inventory's background work needs, on this database and clock. */
export function settleDependencies(
  database: Database,
  clock: Clock,
): SettleDependencies & { readonly outbox: Outbox } {
  const outbox = createOutbox({
    schema: 'inventory',
    source: '/depachika/inventory',
    clock,
    pubSub: inProcessPubSub({ logger: silent }),
    currentRequestId: () => undefined,
  });
  return { database, clock, outbox, crashPoints: noCrashPoints, logger: silent };
}

/** What staff's changes need; products knows no variant. */
export function changeDependencies(database: Database): ChangeStockDependencies {
  const products = {
    getVariants: async () => ({ variants: [] }),
  } as unknown as ChangeStockDependencies['products'];
  return { ...settleDependencies(database, systemClock), products, wake: () => undefined };
}

/** Hands events of orders over as the consumer does: all in one transaction. */
export async function hear(
  database: Database,
  ...events: readonly [event: string, orderId: string, holdKey?: string][]
): Promise<void> {
  const deps = settleDependencies(database, systemClock);
  const { handlers } = ordersConsumer({ ...deps, wake: () => undefined });
  await database.transaction({ name: 'test.consume', timeoutMs: 60_000 }, async (tx) => {
    for (const [event, orderId, holdKey = orderId] of events) {
      const stored = { event: { data: { orderId, holdKey } } } as StoredEvent;
      await handlers[`depachika.orders.${event}.v1`]!(tx, stored);
    }
  });
}

/** A request that lasts for an hour. */
export function wanted(
  clock: Clock,
  quantities: Readonly<Record<string, number>>,
  key: string = newId('ord'),
  orderId: string = key,
): ReservationRequest {
  const lines = Object.entries(quantities).map(([variantId, quantity]) => ({ variantId, quantity }));
  return { key, orderId, lines, expiresAt: new Date(clock.now().getTime() + 3_600_000) };
}

/** Sums over all levels of a variant. */
export async function totalsOf(
  database: Database,
  variantId: string,
): Promise<{ onHand: number; reserved: number }> {
  const rows = await database.query<{ onHand: number; reserved: number }>(
    `SELECT sum(on_hand)::int AS "onHand", sum(reserved)::int AS reserved FROM inventory.levels WHERE variant_id = $1`,
    [variantId],
  );
  return rows[0]!;
}

/** Events in inventory's outbox about this subject, in order. */
export async function eventsAbout(
  database: Database,
  subject: string,
): Promise<{ event: string; data: unknown }[]> {
  const rows = await database.query<{ event: string; data: unknown }>(
    `SELECT split_part(type, '.', 3) AS event, event->'data' AS data FROM inventory.outbox_events
     WHERE event->>'subject' = $1 ORDER BY position`,
    [subject],
  );
  return rows;
}
