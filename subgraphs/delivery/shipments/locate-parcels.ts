import type { Database } from '@depachika/database/database.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { savePlace, unplacedParcels } from './unplaced-parcel-store.ts';

export interface LocateDependencies {
  readonly database: Database;
  readonly orders: Pick<RpcClient<typeof OrderService>, 'getShippingPoint'>;
}

/** Parcels of one look. */
const BATCH = 100;

/**
 * Asks orders where parcels go whose hold did not know: it was taken by an older version, whose events told that.
 * @returns how many were placed
 */
export async function locateParcels({ database, orders }: LocateDependencies): Promise<number> {
  let placed = 0;
  for (const { id, orderId } of await unplacedParcels(database, BATCH)) {
    const { point } = await orders.getShippingPoint({ orderId });
    if (!point) continue;
    await savePlace(database, id, point);
    placed += 1;
  }
  return placed;
}
