import type { Sql } from '@depachika/database/database.ts';
import type { OrderSlot } from './hold.ts';

export interface HoldReader {
  slotsOfOrders(orderIds: readonly string[]): Promise<Map<string, OrderSlot>>;
}

export function createHoldReader(database: Sql): HoldReader {
  return {
    async slotsOfOrders(orderIds) {
      const held = await database.query<{ orderId: string; customerId: string; slotId: string }>(
        `SELECT order_id AS "orderId", customer_id AS "customerId", slot_id AS "slotId" FROM delivery.holds
         WHERE order_id = ANY($1::text[]) AND status IN ('HELD', 'CONFIRMED') ORDER BY created_at`,
        [orderIds],
      );
      return new Map(held.map((slot) => [slot.orderId, slot]));
    },
  };
}
