/** Settings of delivery for its operator. */
export interface DeliveryConfig {
  /** Pause between looks for holds that ended, 1,000 to 60,000; `DELIVERY_POLL_MS`. */
  readonly pollMs: number;
  /** How often a live tracking looks without being woken, 2,000 to 60,000; `DELIVERY_TRACKING_POLL_MS`. */
  readonly trackingPollMs: number;
}

/** Throws, naming the variable and what it should hold. */
export function deliveryConfig(env: NodeJS.ProcessEnv = process.env): DeliveryConfig {
  return {
    pollMs: whole(env, 'DELIVERY_POLL_MS', { from: 1000, to: 60_000, otherwise: 3000 }),
    trackingPollMs: whole(env, 'DELIVERY_TRACKING_POLL_MS', { from: 2000, to: 60_000, otherwise: 15_000 }),
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
