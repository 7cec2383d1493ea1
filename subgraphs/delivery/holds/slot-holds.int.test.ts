import { demoZones } from '@depachika/demo/zones.ts';
import { newId } from '@depachika/ids/ids.ts';
import { SLOTS, slotHolds } from '@depachika/schema/testing/hold-kinds.ts';
import { holdsContract } from '@depachika/schema/testing/holds.contract.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll } from 'vitest';
import { GINZA, openTestDelivery, type TestDelivery } from '../testing/test-delivery.ts';
import { insertZones } from '../zones/zone-store.ts';

let shop: TestDatabase;
let delivery: TestDelivery;
afterAll(async () => {
  await delivery?.subgraph.close();
  await shop?.close();
});

holdsContract(SLOTS, async () => {
  shop = await testDatabase({ domains: ['delivery'] });
  const database = shop.database('delivery');
  await insertZones(database, demoZones);
  delivery = await openTestDelivery(database);
  const { client, clock } = delivery;
  const capacities = new Map<string, number>();

  return {
    ...slotHolds(client, { customerId: newId('usr'), point: GINZA }),
    async offer(units) {
      const slotId = await delivery.slot({ capacity: units });
      capacities.set(slotId, units);
      return slotId;
    },
    free: async (slotId) => capacities.get(slotId)! - (await delivery.taken(slotId)),
    newKey: () => newId('ord'),
    now: () => clock.now(),
    wait: (ms) => clock.advance(ms),
    endOverdue: () => delivery.settle(),
  };
});
