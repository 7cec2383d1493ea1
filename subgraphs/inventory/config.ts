import { wholeNumber } from '@depachika/domain/settings.ts';

/** Settings of inventory for its operator. */
export interface InventoryConfig {
  /** Reservations that one transaction serves, 1 to 1,000; `INVENTORY_RESERVE_BATCH`. */
  readonly reserveBatch: number;
  /** Reservations that may wait for their transaction, 1 to 100,000; `INVENTORY_RESERVE_WAITING`. */
  readonly reserveWaiting: number;
  /** Such transactions at the same time, 1 to 8; `INVENTORY_RESERVE_CONCURRENCY`. */
  readonly reserveConcurrency: number;
  /** Pause between looks for what is due, 1,000 to 60,000; `INVENTORY_POLL_MS`. */
  readonly pollMs: number;
}

/** Throws, naming the variable and what it should hold. */
export function inventoryConfig(env: NodeJS.ProcessEnv = process.env): InventoryConfig {
  return {
    reserveBatch: wholeNumber(env, 'INVENTORY_RESERVE_BATCH', { from: 1, to: 1000, otherwise: 128 }),
    reserveWaiting: wholeNumber(env, 'INVENTORY_RESERVE_WAITING', { from: 1, to: 100_000, otherwise: 2000 }),
    reserveConcurrency: wholeNumber(env, 'INVENTORY_RESERVE_CONCURRENCY', { from: 1, to: 8, otherwise: 1 }),
    pollMs: wholeNumber(env, 'INVENTORY_POLL_MS', { from: 1000, to: 60_000, otherwise: 3000 }),
  };
}
