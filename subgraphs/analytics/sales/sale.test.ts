import { eventSchemas } from '@depachika/events/event-schemas.ts';
import { describe, expect, it } from 'vitest';
import { cancelled, confirmed, someEvents, testOrder } from '../testing/test-sales.ts';
import { merged, saleOf } from './sale.ts';

describe('sale', () => {
  it('sums lines by product, on the day in Japan on which the order was placed', () => {
    const order = testOrder({
      placedAt: '2026-11-20T15:00:00.000Z',
      totalYen: 2750,
      lines: [
        { productId: 'prd_01h455vb4pex5vsknk084sn02q', quantity: 2, unitPriceYen: 500 },
        { productId: 'prd_01h455vb4pex5vsknk084sn02q', quantity: 1, unitPriceYen: 700 },
        { productId: 'prd_01h455vb4pex5vsknk084sn02r', quantity: 1, unitPriceYen: 500 },
      ],
    });
    expect(saleOf(confirmed(order))).toEqual({
      orderId: order.orderId,
      date: '2026-11-21',
      units: 4,
      totalYen: 2750,
      cancelled: false,
      products: [
        { productId: 'prd_01h455vb4pex5vsknk084sn02q', units: 3, grossYen: 1700 },
        { productId: 'prd_01h455vb4pex5vsknk084sn02r', units: 1, grossYen: 500 },
      ],
    });
  });

  it('is told by either event of the order alike', () => {
    const order = testOrder();
    expect(saleOf(cancelled(order))).toEqual({ ...saleOf(confirmed(order)), cancelled: true });
  });

  it('is none when the order was never confirmed, nor for other events', () => {
    expect(saleOf(cancelled(testOrder(), false))).toBeUndefined();
    expect(saleOf({ type: 'depachika.orders.OrderPlaced.v1', data: {} })).toBeUndefined();
  });

  it('is cancelled when any of its events says so, in whatever order they come', () => {
    const events = [cancelled, confirmed].map((event) => event(testOrder({ orderId: 'ord_1' })));
    for (const order of [events, events.toReversed()]) {
      expect(merged(order.map((event) => saleOf(event)!))).toMatchObject([
        { orderId: 'ord_1', cancelled: true },
      ]);
    }
  });

  it('is made of events that meet their contract', () => {
    for (const event of someEvents(1, 20)) expect(() => eventSchemas().checkEvent(event)).not.toThrow();
  });
});
