import { describe, expect, it } from 'vitest';
import { demoPastOrders } from './past-orders.ts';
import { demoLocationsOf, demoZones } from './zones.ts';

const now = new Date('2026-11-22T03:00:00Z');

describe('the past orders of the demo shop', () => {
  const orders = demoPastOrders({ now });

  it('are the same for the same day in Japan', () => {
    expect(demoPastOrders({ now: new Date('2026-11-22T14:59:59Z') })).toEqual(orders);
    expect(demoPastOrders({ now: new Date('2026-11-22T15:00:00Z') })).not.toEqual(orders);
  });

  it('are a month of orders, sorted by id as they were placed, with numbers of their own', () => {
    expect(orders.length).toBeGreaterThan(450);
    const ids = orders.map(({ orderId }) => orderId);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(orders.map(({ orderNumber }) => orderNumber)).size).toBe(orders.length);
    expect(new Set(orders.flatMap(({ lines }) => lines.map(({ lineId }) => lineId))).size).toBe(
      orders.reduce((sum, { lines }) => sum + lines.length, 0),
    );
  });

  it('were all over before today, each step after the one before', () => {
    for (const order of orders) {
      const { placedAt, confirmedAt, shippedAt, deliveredAt, cancelledAt, slot } = order;
      const steps = [placedAt, confirmedAt, cancelledAt, slot.cutOffAt, shippedAt, deliveredAt, now];
      const instants = steps.flatMap((step) => (step ? [step.getTime()] : []));
      expect(instants).toEqual([...instants].sort((a, b) => a - b));
      expect(order.status === 'CANCELLED').toBe(cancelledAt !== null);
    }
  });

  it('came from a location that delivers to their zone', () => {
    for (const { locationId, slot } of orders) {
      const zone = demoZones.find(({ id }) => id === slot.zoneId)!;
      expect(demoLocationsOf(zone)).toContain(locationId);
    }
  });

  it('cost what their lines and their delivery cost', () => {
    for (const { lines, deliveryFeeYen, totalYen } of orders) {
      const gross = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceYen, deliveryFeeYen);
      expect(gross).toBe(totalYen);
      expect(new Set(lines.map(({ variantId }) => variantId)).size).toBe(lines.length);
    }
  });
});
