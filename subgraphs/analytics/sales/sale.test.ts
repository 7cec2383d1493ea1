import { eventSchemas } from '@depachika/events/event-schemas.ts';
import { describe, expect, it } from 'vitest';
import { cancelled, confirmed, someFacts, testOrder } from '../testing/test-sales.ts';
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

  it('is told by either fact of the order alike', () => {
    const order = testOrder();
    expect(saleOf(cancelled(order))).toEqual({ ...saleOf(confirmed(order)), cancelled: true });
  });

  it('is none when the order was never confirmed, nor for other facts', () => {
    expect(saleOf(cancelled(testOrder(), false))).toBeUndefined();
    expect(saleOf({ type: 'depachika.orders.OrderPlaced.v1', data: {} })).toBeUndefined();
  });

  it('is cancelled when any of its facts says so, in whatever order they come', () => {
    const facts = [cancelled, confirmed].map((fact) => fact(testOrder({ orderId: 'ord_1' })));
    for (const order of [facts, facts.toReversed()]) {
      expect(merged(order.map((fact) => saleOf(fact)!))).toMatchObject([
        { orderId: 'ord_1', cancelled: true },
      ]);
    }
  });

  it('is made of facts that meet their contract', () => {
    for (const fact of someFacts(1, 20)) expect(() => eventSchemas().checkEvent(fact)).not.toThrow();
  });
});
