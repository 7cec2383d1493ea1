import { randomUUID } from 'node:crypto';
import { seededRandom } from '@depachika/demo/random.ts';
import type { CloudEvent } from '@depachika/events/event-log.ts';
import { newId } from '@depachika/ids/ids.ts';

export interface TestOrder {
  readonly orderId: string;
  readonly paymentId: string;
  readonly placedAt: string;
  readonly totalYen: number;
  readonly lines: readonly {
    readonly productId: string;
    readonly quantity: number;
    readonly unitPriceYen: number;
    readonly taxRatePercent?: number;
  }[];
}

export function testOrder(order: Partial<TestOrder> = {}): TestOrder {
  return {
    orderId: newId('ord'),
    paymentId: newId('pay'),
    placedAt: '2026-11-20T03:00:00.000Z',
    totalYen: 1500,
    lines: [{ productId: newId('prd'), quantity: 2, unitPriceYen: 500 }],
    ...order,
  };
}

export function confirmed(order: TestOrder): CloudEvent {
  const confirmedAt = order.placedAt;
  return orderEvent('OrderConfirmed', order, {
    ...order,
    lines: order.lines.map(line),
    slot: {
      slotId: newId('slt'),
      date: '2026-11-21',
      startsAt: '2026-11-21T01:00:00.000Z',
      endsAt: '2026-11-21T03:00:00.000Z',
      cutOffAt: '2026-11-20T23:00:00.000Z',
    },
    address: {
      addressId: newId('adr'),
      recipientName: '花子',
      recipientKana: 'ハナコ',
      phone: '09012345678',
      postalCode: '1030022',
      prefecture: '東京都',
      municipality: '中央区',
      street: '日本橋室町1-4-1',
      building: '',
      latitude: 35.6869,
      longitude: 139.774,
    },
    pointsUsed: 0,
    paymentMethod: 'CARD',
    confirmedAt,
  });
}

export function cancelled(order: TestOrder, wasConfirmed = true): CloudEvent {
  return orderEvent('OrderCancelled', order, {
    ...order,
    lines: order.lines.map(line),
    reason: 'CUSTOMER',
    wasConfirmed,
    cancelledAt: '2026-11-25T03:00:00.000Z',
  });
}

/** The order left, paid by `paymentId` or another one. */
export function shipped(order: TestOrder, paymentId = order.paymentId): CloudEvent {
  return orderEvent('OrderShipped', order, {
    orderId: order.orderId,
    paymentId,
    shipmentId: newId('shp'),
    lines: [{ variantId: newId('var'), quantity: 1 }],
    shippedAt: order.placedAt,
  });
}

export function refundRequested(order: TestOrder, reason: string): CloudEvent {
  const { orderId, paymentId, totalYen: amountYen } = order;
  return orderEvent('RefundRequested', order, {
    orderId,
    paymentId,
    amountYen,
    reason,
    requestedAt: order.placedAt,
  });
}

export function refunded(order: TestOrder, amountYen: number, paymentId = order.paymentId): CloudEvent {
  return paymentEvent('PaymentRefunded', order, {
    paymentId,
    refundId: newId('ref'),
    amountYen,
    refundedAt: order.placedAt,
  });
}

export function paymentFailed(order: TestOrder, paymentId = order.paymentId): CloudEvent {
  return paymentEvent('PaymentFailed', order, { paymentId, code: 'CARD_DECLINED', failedAt: order.placedAt });
}

/** The money of a slip or of cash came. */
export function received(order: TestOrder): CloudEvent {
  const { paymentId, totalYen: amountYen } = order;
  return paymentEvent('PaymentReceived', order, {
    paymentId,
    method: 'KONBINI',
    amountYen,
    receivedAt: order.placedAt,
  });
}

/** An order's slip was given up. */
export function voided(order: TestOrder): CloudEvent {
  return paymentEvent('PaymentVoided', order, { paymentId: order.paymentId, voidedAt: order.placedAt });
}

/** Orders that were confirmed and did not all stay sold, in an order in which a log could hold their events. */
export function someLives(seed: number, orders: number): CloudEvent[] {
  const random = seededRandom(seed);
  return Array.from({ length: orders }, () => {
    const reducedYen = random.integer(100, 3000);
    const otherYen = random.integer(100, 3000);
    const order = testOrder({
      placedAt: new Date(Date.UTC(2026, 10, 1) + random.integer(0, 5 * 86_400_000)).toISOString(),
      totalYen: reducedYen + otherYen + 440,
      lines: [
        { productId: newId('prd'), quantity: 1, unitPriceYen: reducedYen, taxRatePercent: 8 },
        { productId: newId('prd'), quantity: 1, unitPriceYen: otherYen, taxRatePercent: 10 },
      ],
    });
    const second = newId('pay');
    const ends: CloudEvent[][] = [
      [shipped(order)],
      [shipped(order), refunded(order, order.totalYen)],
      [shipped(order), refunded(order, random.integer(1, 99)), refunded(order, 1)],
      [shipped(order), refundRequested(order, 'RETURNED'), refunded(order, order.totalYen)],
      [shipped(order), refundRequested(order, 'LOST')],
      [voided(order), received(order), shipped(order)],
      [paymentFailed(order), cancelled(order)],
      [paymentFailed(order), shipped(order, second)],
      [shipped(order), refunded(order, 500, second)],
    ];
    return [confirmed(order), ...random.pick(ends)];
  }).flat();
}

/** Events of many orders over some weeks, a fifth of them cancelled, in an order in which a log could hold them. */
export function someEvents(seed: number, orders: number): CloudEvent[] {
  const random = seededRandom(seed);
  const productIds = Array.from({ length: 12 }, () => newId('prd'));
  return Array.from({ length: orders }, () => {
    const order = testOrder({
      placedAt: new Date(Date.UTC(2026, 10, 1) + random.integer(0, 20 * 86_400_000)).toISOString(),
      totalYen: random.integer(500, 50_000),
      lines: Array.from({ length: random.integer(1, 4) }, () => ({
        productId: random.pick(productIds),
        quantity: random.integer(1, 3),
        unitPriceYen: random.integer(100, 3000),
      })),
    });
    return random.chance(0.2) ? [confirmed(order), cancelled(order)] : [confirmed(order)];
  }).flat();
}

function line(given: TestOrder['lines'][number]) {
  return {
    lineId: newId('orl'),
    variantId: newId('var'),
    sku: 'SKU',
    nameJa: '羊羹',
    nameEn: 'Yokan',
    taxRatePercent: 8,
    ...given,
  };
}

function paymentEvent(event: string, { orderId, placedAt }: TestOrder, data: object): CloudEvent {
  return {
    specversion: '1.0',
    id: `evt_${randomUUID()}`,
    source: '/depachika/payments',
    type: `depachika.payments.${event}.v1`,
    subject: orderId,
    time: placedAt,
    datacontenttype: 'application/json',
    partitionkey: orderId,
    aggregateversion: 2,
    data: { orderId, customerId: newId('usr'), ...data },
  };
}

function orderEvent(event: string, { orderId, placedAt }: TestOrder, data: object): CloudEvent {
  return {
    specversion: '1.0',
    id: `evt_${randomUUID()}`,
    source: '/depachika/orders',
    type: `depachika.orders.${event}.v1`,
    subject: orderId,
    time: placedAt,
    datacontenttype: 'application/json',
    partitionkey: orderId,
    aggregateversion: 2,
    data: { orderNumber: 'D-1', customerId: newId('usr'), holdKey: orderId, ...data },
  };
}
