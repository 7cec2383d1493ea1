import { systemClock } from '@depachika/clock/clock.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { auditStock } from '@depachika/inventory/audit/stock-audit-reader.ts';
import { ordersConsumer } from '@depachika/inventory/order-stock/on-events.ts';
import { settleDependencies } from '@depachika/inventory/testing/test-stock.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoLevels } from '../locations.ts';
import { demoPastOrders } from '../past-orders.ts';
import { seedInventoryDemo } from './inventory-seed.ts';

const levels = demoLevels();
const pastOrders = demoPastOrders({ now: systemClock.now() });

let shop: TestDatabase;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['inventory'] });
});
afterAll(() => shop.close());

it('stocks the demo once, with books that the audit finds right and that past events do not change', async () => {
  const database = shop.database('inventory');
  await seedInventoryDemo({ database, clock: systemClock, pastOrders });
  await seedInventoryDemo({ database, clock: systemClock, pastOrders });
  const report = await auditStock(database);
  expect(report).toMatchObject({ levels: levels.length, activeReservations: 0, differenceCount: 0 });

  const { handlers } = ordersConsumer({
    ...settleDependencies(database, systemClock),
    wake: () => undefined,
  });
  await database.transaction({ name: 'test.consume' }, async (tx) => {
    for (const { orderId, status } of pastOrders) {
      const stored = { event: { data: { orderId, holdKey: orderId } } } as StoredEvent;
      if (status === 'DELIVERED') await handlers['depachika.orders.OrderConfirmed.v1']!(tx, stored);
      await handlers[`depachika.orders.Order${status === 'CANCELLED' ? 'Cancelled' : 'Shipped'}.v1`]!(
        tx,
        stored,
      );
    }
  });
  const rows = await database.query<{ events: number; endings: number }>(
    `SELECT (SELECT count(*) FROM inventory.outbox_events) AS events, (SELECT count(*) FROM inventory.endings) AS endings`,
  );
  expect(rows).toEqual([{ events: 0, endings: 0 }]);
});

it('has stock of every kind', () => {
  const byVariant = Map.groupBy(levels, ({ variantId }) => variantId);
  const totals = [...byVariant.values()].map((of) => of.reduce((sum, { onHand }) => sum + onHand, 0));
  expect(byVariant.size).toBeGreaterThanOrEqual(3000);
  expect(totals.filter((pieces) => pieces === 0).length).toBeGreaterThan(50);
  expect(totals.filter((pieces) => pieces > 0 && pieces <= 5).length).toBeGreaterThan(100);
  expect(totals.filter((pieces) => pieces > 5).length).toBeGreaterThan(2000);
});
