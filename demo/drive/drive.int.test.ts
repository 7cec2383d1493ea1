import type { Database } from '@depachika/database/database.ts';
import { GINZA, openTestDelivery, type TestDelivery } from '@depachika/delivery/testing/test-delivery.ts';
import { insertZones } from '@depachika/delivery/zones/zone-store.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { demoZones } from '../zones.ts';
import { drive } from './drive.ts';
import { type ShopApi, ShopRefused } from './shop-api.ts';

let shop: TestDatabase;
let database: Database;
let delivery: TestDelivery;
let api: ShopApi;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  database = shop.database('delivery');
  await insertZones(database, demoZones);
  delivery = await openTestDelivery(database);
  const staff = delivery.user('STAFF');
  api = {
    async ask<T>(query: string, variables?: Record<string, unknown>) {
      const { data, errors } = await delivery.ask(staff, query, variables);
      if (errors) throw new ShopRefused('refused', String(errors[0]?.extensions.code));
      return data as T;
    },
  };
});
afterAll(async () => {
  await delivery.subgraph.close();
  await shop.close();
});

function options() {
  const stopping = new AbortController();
  const lines: string[] = [];
  return {
    stopping,
    lines,
    shop: api,
    orderId: undefined,
    once: true,
    pause: async () => {},
    print: (line: string) => void lines.push(line),
    signal: stopping.signal,
  };
}

describe('driving parcels', () => {
  it('brings every waiting parcel to its door, and tells each step', async () => {
    const orders = await Promise.all(Array.from({ length: 7 }, () => delivery.confirmed()));
    const run = options();
    expect(await drive(run)).toBe(7);
    for (const { orderId, shipmentId } of orders) {
      expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'DELIVERED', version: 9 });
      const positions = await database.query(
        'SELECT latitude, longitude FROM delivery.tracking_events WHERE shipment_id = $1 ORDER BY order_version',
        [shipmentId],
      );
      expect(positions.at(-1)).toEqual(GINZA);
    }
    expect(run.lines).toHaveLength(7 * 8);
  });

  it('leaves a parcel behind that may not be shipped, and ends', async () => {
    const { orderId, event } = await delivery.confirmed();
    const yes = delivery.orders.answer;
    onTestFinished(() => {
      delivery.orders.answer = yes;
    });
    delivery.orders.answer = { case: 'notShippable', value: { status: 'CANCELLED' } };
    const run = options();
    expect(await drive(run)).toBe(0);
    expect(run.lines).toEqual([expect.stringContaining('stays behind')]);
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'CREATED' });
    await delivery.hear(['OrderCancelled', event]);
  });

  it('stops between two steps, and the next drive goes on from there', async () => {
    const { orderId } = await delivery.confirmed();
    const run = options();
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
      if (pauses === 3) run.stopping.abort();
    };
    expect(await drive({ ...run, pause })).toBe(0);
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'OUT_FOR_DELIVERY', version: 4 });
    expect(await drive(options())).toBe(1);
    expect(await delivery.shipmentOf(orderId)).toMatchObject({ status: 'DELIVERED' });
  });

  it('waits for parcels until it is stopped', async () => {
    const run = options();
    const looks: string[] = [];
    const pause = async (what: string) => {
      looks.push(what);
      if (looks.length === 3) run.stopping.abort();
    };
    expect(await drive({ ...run, once: false, pause })).toBe(0);
    expect(looks).toEqual(['look', 'look', 'look']);
    expect(run.lines).toHaveLength(1);
  });
});
