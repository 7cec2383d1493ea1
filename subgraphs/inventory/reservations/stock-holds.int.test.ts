import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Subgraph } from '@depachika/domain/subgraph.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { STOCK, stockHolds } from '@depachika/schema/testing/hold-kinds.ts';
import { holdsContract } from '@depachika/schema/testing/holds.contract.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { inventoryConfig } from '../config.ts';
import { inventorySubgraph } from '../inventory.ts';
import { addLocations, addStock, settleDependencies, silent } from '../testing/test-stock.ts';

let shop: TestDatabase;
let subgraph: Subgraph;
afterAll(async () => {
  await subgraph?.close();
  await shop?.close();
});

holdsContract(STOCK, async () => {
  shop = await testDatabase({ domains: ['inventory'] });
  const database = shop.database('inventory');
  const clock = adjustableClock({ frozenAt: new Date('2026-11-22T03:00:00Z') });
  const [location] = (await addLocations(database, 1)) as [string];
  subgraph = inventorySubgraph({
    database,
    clock,
    crashPoints: noCrashPoints,
    logger: silent,
    pubSub: inProcessPubSub({ logger: silent }),
    config: inventoryConfig({}),
  } as unknown as Parameters<typeof inventorySubgraph>[0]);
  const rpc = directRpc();
  rpc.serve(subgraph.rpc, silent);
  const inventory = rpc.connector(serviceCaller('orders')).client(InventoryService);

  return {
    ...stockHolds(inventory),
    offer: (units) => addStock(database, { [location]: units }),
    async free(variantId) {
      const { availability } = await inventory.getAvailability({ variantIds: [variantId] });
      return availability[0]!.available;
    },
    newKey: () => newId('ord'),
    now: () => clock.now(),
    wait: (ms) => clock.advance(ms),
    async endOverdue() {
      while ((await runDueJobs(settleDependencies(database, clock))) !== 'idle');
    },
  };
});
