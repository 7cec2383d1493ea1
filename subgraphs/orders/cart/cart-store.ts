import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Cart, cartIdOf, MAX_LINES, MAX_QUANTITY } from './cart.ts';

export interface CartStore {
  /** Empty, at version 0, when nothing was ever put in. */
  read(customerId: string): Promise<Cart>;
  /** Sets how many there are; 0 takes the line out. @returns 'full' when another line would be one too many */
  setLine(customerId: string, line: { variantId: string; quantity: number }): Promise<Cart | 'full'>;
  clear(customerId: string): Promise<Cart>;
}

/**
 * Takes what was bought out of the cart, as part of the statement that writes the order: common table expressions. The
 * order is written only where `cart_as_read (holds)`: every line that it buys is still in the cart as it was read. What
 * else is in the cart stays.
 * @param names.from a table expression of `customer_id`: one row, or none when nothing was bought
 * @param names.draft the parameter that holds a draft as JSON, with its `lines` and whether they came `fromCart`
 */
export function takeBoughtLinesSql(names: {
  readonly from: string;
  readonly draft: string;
  readonly now: string;
}): { readonly compare: string; readonly take: string } {
  const { from, draft, now } = names;
  // The cart's row is locked before its lines, as by every change of a cart: two orders of lock would deadlock.
  const compare = `cart AS MATERIALIZED (
    SELECT customer_id FROM orders.carts
    WHERE (${draft}::jsonb ->> 'fromCart')::boolean AND customer_id = ${draft}::jsonb ->> 'customerId' FOR UPDATE
  ), still_there AS MATERIALIZED (
    SELECT line.customer_id, line.variant_id FROM cart
    JOIN orders.cart_lines AS line ON line.customer_id = cart.customer_id
    JOIN jsonb_to_recordset(${draft}::jsonb -> 'lines') AS sold ("variantId" text, quantity int)
      ON line.variant_id = sold."variantId" AND line.quantity = sold.quantity
    WHERE NOT ${draft}::jsonb ? 'cartLineIds' OR ${draft}::jsonb -> 'cartLineIds' ? line.id
    FOR UPDATE OF line
  ), cart_as_read AS MATERIALIZED (
    SELECT NOT (${draft}::jsonb ->> 'fromCart')::boolean
      OR (SELECT count(*) FROM still_there) = jsonb_array_length(${draft}::jsonb -> 'lines') AS holds
  )`;
  const take = `taken AS (
    DELETE FROM orders.cart_lines AS line USING ${from} AS p, still_there AS sold
    WHERE line.customer_id = p.customer_id AND line.customer_id = sold.customer_id
      AND line.variant_id = sold.variant_id
  ), emptied AS (
    UPDATE orders.carts AS cart SET version = cart.version + 1, updated_at = ${now}
    FROM ${from} AS p WHERE (${draft}::jsonb ->> 'fromCart')::boolean AND cart.customer_id = p.customer_id
  )`;
  return { compare, take };
}

/**
 * Puts the lines of orders that ended back into their customers' carts, added to what is there: up to 99 pieces of a
 * variant, and up to as many variants as a cart holds.
 */
export async function returnLines(
  tx: Transaction,
  orders: readonly { readonly customerId: string; readonly lines: readonly BoughtLine[] }[],
  now: Date,
): Promise<void> {
  if (orders.length === 0) return;
  const lines = orders.flatMap(({ customerId, lines }) =>
    lines.map(({ variantId, quantity }) => ({
      customer_id: customerId,
      variant_id: variantId,
      id: newId('cli'),
      quantity,
    })),
  );
  const customers = [...new Set(orders.map(({ customerId }) => customerId))].sort();
  // The carts' rows are the locks under which their lines are counted.
  await tx.query(TOUCH_ALL, [customers, now]);
  await tx.query(ADD_LINES, [JSON.stringify(lines), MAX_QUANTITY, MAX_LINES]);
}

interface BoughtLine {
  readonly variantId: string;
  readonly quantity: number;
}

export function createCartStore(stores: {
  readonly database: Database;
  readonly prisma: PrismaClient;
  readonly clock: Clock;
}): CartStore {
  const { database, prisma, clock } = stores;

  return { read, setLine, clear };

  async function read(customerId: string): Promise<Cart> {
    const cart = await prisma.cart.findUnique({
      where: { customerId },
      include: { lines: { orderBy: { id: 'asc' }, take: MAX_LINES } },
    });
    return { id: cartIdOf(customerId), customerId, version: cart?.version ?? 0, lines: cart?.lines ?? [] };
  }

  async function setLine(
    customerId: string,
    { variantId, quantity }: { variantId: string; quantity: number },
  ) {
    const now = clock.now();
    const isFull = await database.transaction({ name: 'orders.setCartLine' }, async (tx) => {
      // The cart's row is the lock under which its lines are counted.
      await tx.query(TOUCH, [customerId, now]);
      if (quantity === 0) {
        await tx.query(`DELETE FROM orders.cart_lines WHERE customer_id = $1 AND variant_id = $2`, [
          customerId,
          variantId,
        ]);
        return false;
      }
      const rows = await tx.query(SET_LINE, [customerId, variantId, newId('cli'), quantity, MAX_LINES]);
      return rows.length === 0;
    });
    return isFull ? 'full' : await read(customerId);
  }

  async function clear(customerId: string): Promise<Cart> {
    await database.query(
      `WITH emptied AS (DELETE FROM orders.cart_lines WHERE customer_id = $1)
       UPDATE orders.carts SET version = version + 1, updated_at = $2 WHERE customer_id = $1`,
      [customerId, clock.now()],
    );
    return await read(customerId);
  }
}

const TOUCH = `
  INSERT INTO orders.carts AS cart (customer_id, version, updated_at) VALUES ($1, 1, $2)
  ON CONFLICT (customer_id) DO UPDATE SET version = cart.version + 1, updated_at = $2`;

const SET_LINE = `
  INSERT INTO orders.cart_lines (customer_id, variant_id, id, quantity)
  SELECT $1, $2, $3, $4
  WHERE EXISTS (SELECT FROM orders.cart_lines WHERE customer_id = $1 AND variant_id = $2)
     OR (SELECT count(*) FROM orders.cart_lines WHERE customer_id = $1) < $5
  ON CONFLICT (customer_id, variant_id) DO UPDATE SET quantity = excluded.quantity
  RETURNING id`;

const TOUCH_ALL = `
  INSERT INTO orders.carts AS cart (customer_id, version, updated_at)
  SELECT customer_id, 1, $2 FROM unnest($1::text[]) AS customer_id
  ON CONFLICT (customer_id) DO UPDATE SET version = cart.version + 1, updated_at = $2`;

const ADD_LINES = `
  WITH back AS (
    SELECT customer_id, variant_id, min(id) AS id, sum(quantity)::int AS quantity
    FROM jsonb_to_recordset($1::jsonb) AS line (customer_id text, variant_id text, id text, quantity int)
    GROUP BY customer_id, variant_id
  ), known AS (
    SELECT back.*, cart.id AS cart_line_id,
      (SELECT count(*) FROM orders.cart_lines AS there WHERE there.customer_id = back.customer_id)
        + row_number() OVER (PARTITION BY back.customer_id, cart.id IS NULL ORDER BY back.id) AS place
    FROM back LEFT JOIN orders.cart_lines AS cart USING (customer_id, variant_id)
  )
  INSERT INTO orders.cart_lines AS line (customer_id, variant_id, id, quantity)
  SELECT customer_id, variant_id, id, least(quantity, $2::int) FROM known
  WHERE cart_line_id IS NOT NULL OR place <= $3::int
  ON CONFLICT (customer_id, variant_id) DO UPDATE SET quantity = least(line.quantity + excluded.quantity, $2::int)`;
