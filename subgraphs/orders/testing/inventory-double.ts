import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { createHoldBook } from './hold-book.ts';

/** Stock by variant, and what is reserved of it. */
export function createInventoryDouble(clock: Clock) {
  const stock = new Map<string, number>();
  /** The locations that the latest reservation may take from. */
  let takenFrom: readonly string[] = [];
  /** Of the lines as text, to compare. */
  const holds = createHoldBook<string>(clock);
  const route = rpcRoute(InventoryService, {
    reserveStock: async ({ key, lines, locationIds, expiresAt }) => {
      takenFrom = locationIds;
      const content = linesAsText(lines);
      const known = holds.find(key);
      if (known) {
        if (known.status !== 'HELD' || known.expiresAt <= clock.now()) return closed();
        return known.content === content ? reserved(known.expiresAt) : keyReused();
      }
      const shortages = lines
        .map(({ variantId, quantity }) => ({
          variantId,
          requested: quantity,
          available: stock.get(variantId) ?? 0,
        }))
        .filter(({ requested, available }) => requested > available);
      if (shortages.length > 0)
        return { result: { case: 'insufficientStock' as const, value: { shortages } } };
      const move = (sign: number) => {
        for (const { variantId, quantity } of lines)
          stock.set(variantId, (stock.get(variantId) ?? 0) + sign * quantity);
      };
      move(-1);
      const until = timestampDate(expiresAt!);
      holds.add(key, { content, expiresAt: until, giveBack: () => move(1) });
      return reserved(until);
    },
    extendReservation: async ({ key, expiresAt }) => ({
      extended: holds.extend(key, timestampDate(expiresAt!)),
    }),
    releaseReservation: async ({ key }) => ({ released: holds.release(key) }),
    getLocations: async () => ({}),
    getAvailability: async ({ variantIds }) => ({
      availability: variantIds.map((variantId) => ({ variantId, available: stock.get(variantId) ?? 0 })),
    }),
  });
  return { stock, holds, route, takenFrom: () => takenFrom };
}

/** The same for the same lines in any order. */
function linesAsText(lines: readonly { readonly variantId: string; readonly quantity: number }[]): string {
  return lines
    .map(({ variantId, quantity }) => `${variantId}:${quantity}`)
    .sort()
    .join();
}

function reserved(expiresAt: Date) {
  return { result: { case: 'reserved' as const, value: { expiresAt: timestampFromDate(expiresAt) } } };
}

function keyReused() {
  return { result: { case: 'keyReused' as const, value: {} } };
}

function closed() {
  return { result: { case: 'closed' as const, value: {} } };
}
