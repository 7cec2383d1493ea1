import { eventSchemas } from '@depachika/events/event-schemas.ts';
import { describe, expect, it } from 'vitest';
import {
  cancelled,
  confirmed,
  paymentFailed,
  refunded,
  refundRequested,
  shipped,
  someEvents,
  testOrder,
} from '../testing/test-sales.ts';
import { factsOf, merged, saleOf } from './sale.ts';

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
      expect(merged(order.map((event) => factsOf(event)!))).toMatchObject([
        { orderId: 'ord_1', cancelled: true },
      ]);
    }
  });

  it('knows the part of its total that is at the reduced rate: never the delivery', () => {
    const order = testOrder({
      totalYen: 2500,
      lines: [
        { productId: 'prd_1', quantity: 2, unitPriceYen: 500, taxRatePercent: 8 },
        { productId: 'prd_2', quantity: 1, unitPriceYen: 1000, taxRatePercent: 10 },
      ],
    });
    expect(factsOf(confirmed(order))?.sale).toMatchObject({ totalYen: 2500, reducedYen: 1000 });
  });

  it('learns what did not stay sold from the events of orders and payments', () => {
    const order = testOrder();
    expect(factsOf(refundRequested(order, 'LOST'))).toMatchObject({ returned: true });
    expect(factsOf(refundRequested(order, 'LATE_PAYMENT_UNFULFILLABLE'))).toBeUndefined();
    expect(Object.values(factsOf(refunded(order, 300))!.refunds)).toEqual([
      { paymentId: order.paymentId, amountYen: 300 },
    ]);
    expect(factsOf(paymentFailed(order))!.failed).toEqual({ [order.paymentId]: true });
    expect(factsOf(shipped(order))).toMatchObject({ shippedPaymentId: order.paymentId });
    for (const event of [
      refundRequested(order, 'DAMAGED'),
      refunded(order, 300),
      paymentFailed(order),
      shipped(order),
    ])
      expect(() => eventSchemas().checkEvent(event)).not.toThrow();
  });

  it('is made of events that meet their contract', () => {
    for (const event of someEvents(1, 20)) expect(() => eventSchemas().checkEvent(event)).not.toThrow();
  });
});
