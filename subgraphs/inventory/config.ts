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
    reserveBatch: whole(env, 'INVENTORY_RESERVE_BATCH', { from: 1, to: 1000, otherwise: 128 }),
    reserveWaiting: whole(env, 'INVENTORY_RESERVE_WAITING', { from: 1, to: 100_000, otherwise: 2000 }),
    reserveConcurrency: whole(env, 'INVENTORY_RESERVE_CONCURRENCY', { from: 1, to: 8, otherwise: 1 }),
    pollMs: whole(env, 'INVENTORY_POLL_MS', { from: 1000, to: 60_000, otherwise: 3000 }),
  };
}

function whole(
  env: NodeJS.ProcessEnv,
  name: string,
  { from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new Error(`${name} must be a whole number from ${from} to ${to}, not ${JSON.stringify(text)}`);
}
