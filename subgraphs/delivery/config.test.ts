import { describe, expect, it } from 'vitest';
import { deliveryConfig } from './config.ts';

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(deliveryConfig({})).toEqual({
      pollMs: 3000,
      daysAhead: 7,
      trackingPollMs: 15_000,
      slotLeads: { PICKED_UP: 86_400_000, OUT_FOR_DELIVERY: 43_200_000, DELIVERED: 3_600_000 },
    });
  });

  it.each(['999', '60001', '1.5', 'soon'])('names the variable that holds %s', (text) => {
    expect(() => deliveryConfig({ DELIVERY_POLL_MS: text })).toThrow('DELIVERY_POLL_MS');
    expect(() => deliveryConfig({ DELIVERY_TRACKING_POLL_MS: text })).toThrow('DELIVERY_TRACKING_POLL_MS');
  });

  it.each(['6', '61'])('names the days ahead that it refuses: %s', (text) => {
    expect(() => deliveryConfig({ DELIVERY_DAYS_AHEAD: text })).toThrow('DELIVERY_DAYS_AHEAD');
  });

  it.each(['DELIVERY_PICK_UP_LEAD_HOURS', 'DELIVERY_ROAD_LEAD_HOURS', 'DELIVERY_DOOR_LEAD_HOURS'])(
    'names %s when it holds more than two weeks',
    (name) => {
      expect(() => deliveryConfig({ [name]: '337' })).toThrow(name);
    },
  );
});
