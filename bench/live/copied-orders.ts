import { newId } from '@depachika/ids/ids.ts';
import type pg from 'pg';

export interface CopiedOrder {
  readonly id: string;
  readonly version: number;
}

/** @returns so many orders, each like one of the demo that may still change */
export async function copyOrders(database: pg.Client, count: number): Promise<CopiedOrder[]> {
  const ids = Array.from({ length: count }, () => newId('ord'));
  const { rows } = await database.query<CopiedOrder>(COPY, [ids]);
  await database.query(COPY_HISTORY, [ids]);
  return rows;
}

/** Gives each one step more, of which no wake-up tells. */
export async function growUntold(database: pg.Client, orders: readonly CopiedOrder[]): Promise<void> {
  await database.query(GROW, [orders.map(({ id }) => id)]);
}

const MODEL = `(SELECT o FROM orders.orders AS o WHERE o.status = 'DELIVERED' ORDER BY o.id LIMIT 1)`;
const COPY = `INSERT INTO orders.orders
  SELECT copied.* FROM unnest($1::text[]) AS copy (id),
    jsonb_populate_record(${MODEL}, jsonb_build_object('id', copy.id)) AS copied
  RETURNING id, version`;
const COPY_HISTORY = `INSERT INTO orders.order_history
  SELECT copied.* FROM unnest($1::text[]) AS copy (id), orders.order_history AS h,
    jsonb_populate_record(h, jsonb_build_object('order_id', copy.id)) AS copied
  WHERE h.order_id = (SELECT (model).id FROM (SELECT ${MODEL} AS model) AS models)`;
const GROW = `WITH grown AS (
    UPDATE orders.orders SET version = version + 1, status = 'RETURN_REQUESTED' WHERE id = ANY($1::text[]) RETURNING id, version)
  INSERT INTO orders.order_history (order_id, version, from_status, to_status, by, actor_id, note, code, occurred_at)
  SELECT id, version, 'DELIVERED', 'RETURN_REQUESTED', 'CUSTOMER', 'usr_bench', '', '', now() FROM grown`;
