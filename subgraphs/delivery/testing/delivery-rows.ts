import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';

/** A Sunday noon in Japan. */
export const NOON = new Date('2026-11-22T03:00:00Z');

/** What tests write into the domain's tables, and look up there. */
export function deliveryRows(database: Database) {
  return { slot, shipmentOf, taken, events };

  /** A new slot of a zone, tomorrow unless told otherwise; windows of their own, so that no two tests share one. */
  async function slot(
    options: { zone?: string; capacity?: number; cutOffAt?: Date; closed?: boolean; daysAhead?: number } = {},
  ) {
    const id = newId('slt');
    slots += 1;
    const startsAt = new Date(NOON.getTime() + (options.daysAhead ?? 1) * 24 * 3_600_000 + slots * 1000);
    const { zone = 'CHUO', capacity = 10, cutOffAt = new Date(startsAt.getTime() - 7_200_000) } = options;
    await database.query(
      `INSERT INTO delivery.slots (id, zone_id, date, starts_at, ends_at, cut_off_at, capacity, closed)
       SELECT $1, id, '2026-11-23', $3, $3::timestamptz + interval '2 hours', $4, $5, $6
       FROM delivery.zones WHERE code = $2`,
      [id, zone, startsAt, cutOffAt, capacity, options.closed ?? false],
    );
    return id;
  }

  async function shipmentOf(orderId: string) {
    const rows = await database.query<{ id: string; status: string; version: number }>(
      'SELECT id, status, version FROM delivery.shipments WHERE order_id = $1',
      [orderId],
    );
    return rows[0];
  }

  async function taken(slotId: string): Promise<number> {
    const rows = await database.query<{ taken: number }>('SELECT taken FROM delivery.slots WHERE id = $1', [
      slotId,
    ]);
    return rows[0]!.taken;
  }

  /** Events about an order in the outbox, in order. */
  async function events(orderId: string): Promise<string[]> {
    const rows = await database.query<{ event: string }>(
      `SELECT split_part(type, '.', 3) || coalesce(' ' || (event->'data'->>'to'), '') AS event
       FROM delivery.outbox_events WHERE key = $1 ORDER BY position`,
      [orderId],
    );
    return rows.map(({ event }) => event);
  }
}

let slots = 0;
