import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Cart, cartIdOf, MAX_LINES } from './cart.ts';

export interface CartStore {
  /** Empty, at version 0, when nothing was ever put in. */
  read(customerId: string): Promise<Cart>;
  /** Sets how many there are; 0 takes the line out. @returns 'full' when another line would be one too many */
  setLine(customerId: string, line: { variantId: string; quantity: number }): Promise<Cart | 'full'>;
  clear(customerId: string): Promise<Cart>;
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
