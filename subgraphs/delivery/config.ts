import { wholeNumber } from '@depachika/domain/settings.ts';

/** Settings of delivery for its operator. */
export interface DeliveryConfig {
  /** Pause between looks for holds that ended, 1,000 to 60,000; `DELIVERY_POLL_MS`. */
  readonly pollMs: number;
  /** How many times 24 hours ahead customers see slots, 7 to 60; `DELIVERY_DAYS_AHEAD`. */
  readonly daysAhead: number;
  /** How often a live tracking looks without being woken, 2,000 to 60,000; `DELIVERY_TRACKING_POLL_MS`. */
  readonly trackingPollMs: number;
  /** How long before the start of its slot a parcel may take a step; `DELIVERY_PICK_UP_LEAD_HOURS` and its like. */
  readonly slotLeads: {
    readonly PICKED_UP: number;
    readonly OUT_FOR_DELIVERY: number;
    readonly DELIVERED: number;
  };
}

/** Throws, naming the variable and what it should hold. */
export function deliveryConfig(env: NodeJS.ProcessEnv = process.env): DeliveryConfig {
  return {
    pollMs: wholeNumber(env, 'DELIVERY_POLL_MS', { from: 1000, to: 60_000, otherwise: 3000 }),
    daysAhead: wholeNumber(env, 'DELIVERY_DAYS_AHEAD', { from: 7, to: 60, otherwise: 7 }),
    trackingPollMs: wholeNumber(env, 'DELIVERY_TRACKING_POLL_MS', {
      from: 2000,
      to: 60_000,
      otherwise: 15_000,
    }),
    slotLeads: {
      PICKED_UP: hours(env, 'DELIVERY_PICK_UP_LEAD_HOURS', 24),
      OUT_FOR_DELIVERY: hours(env, 'DELIVERY_ROAD_LEAD_HOURS', 12),
      DELIVERED: hours(env, 'DELIVERY_DOOR_LEAD_HOURS', 1),
    },
  };
}

const HOUR_MS = 60 * 60_000;

/** From 0 to two weeks; in milliseconds. */
function hours(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  return wholeNumber(env, name, { from: 0, to: 336, otherwise }) * HOUR_MS;
}
