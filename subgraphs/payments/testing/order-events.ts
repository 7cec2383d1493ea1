import { newId } from '@depachika/ids/ids.ts';
import type { PaymentMethodKind } from '../payment/payment.ts';

export interface OrderOfTest {
  readonly orderId: string;
  readonly customerId: string;
  readonly method: PaymentMethodKind;
  readonly amountYen: number;
  readonly points: number;
  readonly paymentId: string;
  readonly attempt: number;
}

/** The events of an order's life, as orders publishes them. */
export function orderEvents(order: OrderOfTest, now: Date) {
  const { orderId, customerId, paymentId, attempt, method: paymentMethod, amountYen, points } = order;
  const at = now.toISOString();
  const totalYen = amountYen + points;
  const of = { orderId, orderNumber: 'DP-2611-000001', customerId, holdKey: orderId };
  const slot = { slotId: newId('slt'), date: '2026-11-25', startsAt: at, endsAt: at, cutOffAt: at };
  const named = { sku: 'SKU', nameJa: '羊羹', nameEn: 'Yokan' };
  const ids = { lineId: newId('orl'), variantId: newId('var'), productId: newId('prd') };
  const lines = [{ ...ids, ...named, quantity: 1, unitPriceYen: totalYen, taxRatePercent: 8 }];
  const stockLines = [{ variantId: ids.variantId, quantity: 1 }];
  return {
    placed: {
      ...of,
      paymentId,
      paymentMethod,
      totalYen,
      pointsUsed: points,
      amountDueYen: amountYen,
      lines,
      slot,
      placedAt: at,
    },
    retried: { ...of, paymentId, attempt, paymentMethod, amountDueYen: amountYen, retriedAt: at },
    confirmed: {
      ...of,
      paymentId,
      lines,
      slot,
      address: ADDRESS,
      totalYen,
      pointsUsed: points,
      paymentMethod,
      confirmedAt: at,
      placedAt: at,
    },
    shipped: { ...of, paymentId, shipmentId: newId('shp'), lines: stockLines, shippedAt: at },
    delivered: { ...of, paymentId, totalYen, deliveredAt: at },
    cancelled: {
      ...of,
      paymentId,
      reason: 'CUSTOMER',
      wasConfirmed: false,
      totalYen,
      placedAt: at,
      cancelledAt: at,
      lines,
    },
    expired: { ...of, paymentId, totalYen, placedAt: at, expiredAt: at },
    refundRequested: {
      ...of,
      paymentId,
      amountYen,
      reason: 'LATE_PAYMENT_UNFULFILLABLE',
      requestedAt: at,
    },
  };
}

const ADDRESS = {
  addressId: newId('adr'),
  recipientName: '清水 花子',
  recipientKana: 'シミズ ハナコ',
  phone: '09000000000',
  postalCode: '1030027',
  prefecture: '東京都',
  municipality: '中央区',
  street: '日本橋1-1-1',
  building: '',
  latitude: 35.68,
  longitude: 139.77,
};
