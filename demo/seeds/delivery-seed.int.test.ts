import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { openSlots } from '@depachika/delivery/slots/open-slots.ts';
import { NOON } from '@depachika/delivery/testing/delivery-rows.ts';
import {
  openTestDelivery,
  orderEvent,
  type TestDelivery,
} from '@depachika/delivery/testing/test-delivery.ts';
import { pointKey } from '@depachika/delivery/zones/point.ts';
import { allZones, zonesOfPoints } from '@depachika/delivery/zones/zone-reader.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPastOrders } from '../past-orders.ts';
import { demoLocationsOf, demoZoneOf, demoZones } from '../zones.ts';
import { seedDeliveryDemo } from './delivery-seed.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;
const clock = adjustableClock({ frozenAt: NOON });
const orders = demoPastOrders({ now: NOON });
const delivered = orders.filter(({ status }) => status === 'DELIVERED');

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  database = shop.database('delivery');
  delivery = await openTestDelivery(database);
  await seedDeliveryDemo({ database, clock });
});
afterAll(async () => {
  await delivery.subgraph.close();
  await shop.close();
});

const count = async (sql: string) =>
  (await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`))[0]!.n;

describe('the demo', () => {
  it('is seeded once', async () => {
    await seedDeliveryDemo({ database, clock });
    expect(await allZones(database)).toHaveLength(demoZones.length);
    expect(await count('delivery.shipments')).toBe(delivered.length);
    expect(await count('delivery.holds')).toBe(orders.length);
    expect(await count('delivery.tracking_events')).toBe(delivered.length * 4);
  });

  it('names for every zone the locations that deliver there', async () => {
    const zones = await allZones(database);
    expect(zones.map(({ code, locationIds }) => [code, locationIds])).toEqual(
      zones.map(({ code }) => [code, demoLocationsOf({ code })]),
    );
  });

  it('counts the places that deliveries took', async () => {
    const wrong = `delivery.slots s WHERE taken <> (SELECT count(*) FROM delivery.holds h
      WHERE h.slot_id = s.id AND h.status IN ('HELD', 'CONFIRMED'))`;
    expect(await count(wrong)).toBe(0);
  });

  it('does nothing when the events of past orders arrive', async () => {
    const events = orders.map(
      (order) =>
        [order.status === 'DELIVERED' ? 'OrderConfirmed' : 'OrderCancelled', orderEvent(order)] as [
          string,
          ReturnType<typeof orderEvent>,
        ],
    );
    // As many at a time as a consumer takes.
    for (let at = 0; at < events.length; at += 100) await delivery.hear(...events.slice(at, at + 100));
    await delivery.settle();
    expect(await count('delivery.outbox_events')).toBe(0);
    expect(await count('delivery.shipments')).toBe(delivered.length);
  });

  it('serves every point by the same zone as the rule without a database', async () => {
    const points = Array.from({ length: 900 }, (_, n) => ({
      latitude: 35.62003 + Math.floor(n / 30) * 0.004,
      longitude: 139.66007 + (n % 30) * 0.0061,
    }));
    const before = database.statementCount();
    const found = await zonesOfPoints(database, points.map(pointKey));
    expect(database.statementCount() - before).toBe(1);
    expect(points.map((point) => found.get(pointKey(point))?.code)).toEqual(
      points.map((point) => demoZoneOf(point)?.code),
    );
    expect(new Set([...found.values()].map(({ code }) => code)).size).toBe(demoZones.length);
  });
});

describe('opening slots', () => {
  it('gives each zone five windows a day for a week ahead, once', async () => {
    const ahead = `delivery.slots WHERE starts_at >= '2026-11-22T00:00+09:00'`;
    await openSlots({ database, clock });
    expect(await count(ahead)).toBe(demoZones.length * 5 * 8);
    await openSlots({ database, clock });
    expect(await count(ahead)).toBe(demoZones.length * 5 * 8);
    clock.advance(24 * 3_600_000);
    await openSlots({ database, clock });
    expect(await count(ahead)).toBe(demoZones.length * 5 * 9);
  });

  it.each(['00:00', '09:30', '17:59', '21:59', '23:59'])(
    'leaves every zone a slot to book at %s',
    async (time) => {
      const now = new Date(`2026-12-24T${time}:00+09:00`);
      await openSlots({ database, clock: adjustableClock({ frozenAt: now }) });
      const bookable = await database.query<{ days: number }>(
        `SELECT count(DISTINCT date)::int AS days FROM delivery.slots WHERE cut_off_at > $1 GROUP BY zone_id`,
        [now],
      );
      expect(bookable).toHaveLength(demoZones.length);
      expect(Math.min(...bookable.map(({ days }) => days))).toBeGreaterThanOrEqual(6);
    },
  );
});
