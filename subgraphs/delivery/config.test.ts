import { describe, expect, it } from 'vitest';
import { deliveryConfig } from './config.ts';

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(deliveryConfig({})).toEqual({ pollMs: 3000, trackingPollMs: 15_000 });
  });

  it.each(['999', '60001', '1.5', 'soon'])('names the variable that holds %s', (text) => {
    expect(() => deliveryConfig({ DELIVERY_POLL_MS: text })).toThrow('DELIVERY_POLL_MS');
    expect(() => deliveryConfig({ DELIVERY_TRACKING_POLL_MS: text })).toThrow('DELIVERY_TRACKING_POLL_MS');
  });
});
