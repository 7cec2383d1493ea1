import { jstDate } from '@depachika/clock/jst.ts';
import {
  EVENT_TYPES,
  type OrderCancelledV1,
  type OrderConfirmedV1,
  type OrderShippedV1,
  type PaymentCapturedV1,
  type PaymentFailedV1,
  type PaymentReceivedV1,
  type PaymentRefundedV1,
  type PaymentVoidedV1,
  type RefundRequestedV1,
  TOPICS,
} from '@depachika/schema/generated/events.ts';

/** One confirmed order in the books. Both of its events tell all of it, so either may come first or alone. */
export interface Sale {
  readonly orderId: string;
  /** In Japan, when the order was placed. */
  readonly date: string;
  readonly units: number;
  /** Tax and delivery included. */
  readonly totalYen: number;
  readonly cancelled: boolean;
  /** One per product; yen without delivery. */
  readonly products: readonly {
    readonly productId: string;
    readonly units: number;
    readonly grossYen: number;
  }[];
}

/** What one event tells of an order's sale. Facts only add up: they may come in any order, and more than once. */
export interface SaleFacts {
  readonly orderId: string;
  /** Told by the events of a confirmed order; absent in all others. */
  readonly sale?: Sale & {
    /** The part of the total at the reduced rate of 8 %. */
    readonly reducedYen: number;
    /** Absent where the event does not say: a cancelled order's points do not count. */
    readonly pointsUsed?: number;
  };
  readonly cancelled: boolean;
  /** It came back, was lost or was damaged: nothing of it was sold. */
  readonly returned: boolean;
  readonly paymentId?: string;
  readonly shippedPaymentId?: string;
  /** Money that went back, by refund. */
  readonly refunds: Readonly<Record<string, { readonly paymentId: string; readonly amountYen: number }>>;
  /** Payments that failed or were given up, by id. */
  readonly failed: Readonly<Record<string, true>>;
  /** Payments whose money moved, by id: a slip may be paid after it was given up. */
  readonly paid: Readonly<Record<string, true>>;
}

/** The events that sales are made of. */
export const SALE_EVENTS = [
  EVENT_TYPES.OrderConfirmedV1,
  EVENT_TYPES.OrderCancelledV1,
  EVENT_TYPES.OrderShippedV1,
  EVENT_TYPES.RefundRequestedV1,
  EVENT_TYPES.PaymentFailedV1,
  EVENT_TYPES.PaymentVoidedV1,
  EVENT_TYPES.PaymentReceivedV1,
  EVENT_TYPES.PaymentCapturedV1,
  EVENT_TYPES.PaymentRefundedV1,
] as const;

export const SALES_TOPICS = [TOPICS.ordersV1, TOPICS.paymentsV1] as const;

/** @returns undefined for events that say nothing of what was sold */
export function factsOf(event: { readonly type: string; readonly data: unknown }): SaleFacts | undefined {
  const { type, data } = event;
  switch (type) {
    case EVENT_TYPES.OrderConfirmedV1:
    case EVENT_TYPES.OrderCancelledV1:
      return factsOfSale(event);
    case EVENT_TYPES.OrderShippedV1: {
      const { orderId, paymentId } = data as OrderShippedV1;
      return paymentId === undefined ? undefined : { ...nothing(orderId), shippedPaymentId: paymentId };
    }
    case EVENT_TYPES.RefundRequestedV1: {
      const { orderId, reason } = data as RefundRequestedV1;
      const returned = reason === 'RETURNED' || reason === 'LOST' || reason === 'DAMAGED';
      return returned ? { ...nothing(orderId), returned } : undefined;
    }
    case EVENT_TYPES.PaymentFailedV1:
    case EVENT_TYPES.PaymentVoidedV1: {
      const { orderId, paymentId } = data as PaymentFailedV1 | PaymentVoidedV1;
      return { ...nothing(orderId), failed: { [paymentId]: true } };
    }
    case EVENT_TYPES.PaymentReceivedV1:
    case EVENT_TYPES.PaymentCapturedV1: {
      const { orderId, paymentId } = data as PaymentReceivedV1 | PaymentCapturedV1;
      return { ...nothing(orderId), paid: { [paymentId]: true } };
    }
    case EVENT_TYPES.PaymentRefundedV1: {
      const { orderId, refundId, paymentId, amountYen } = data as PaymentRefundedV1;
      return { ...nothing(orderId), refunds: { [refundId]: { paymentId, amountYen } } };
    }
    default:
      return undefined;
  }
}

/** @returns undefined for events that sell nothing, such as the cancellation of an order that was never confirmed. */
export function saleOf({ type, data }: { readonly type: string; readonly data: unknown }): Sale | undefined {
  switch (type) {
    case EVENT_TYPES.OrderConfirmedV1:
      return sale(data as OrderConfirmedV1, false);
    case EVENT_TYPES.OrderCancelledV1:
      return (data as OrderCancelledV1).wasConfirmed ? sale(data as OrderCancelledV1, true) : undefined;
    default:
      return undefined;
  }
}

/** All facts of an order in one: what any of its events says. */
export function merged(facts: readonly SaleFacts[]): SaleFacts[] {
  const byOrder = new Map<string, SaleFacts>();
  for (const one of facts) {
    const known = byOrder.get(one.orderId);
    byOrder.set(one.orderId, known ? both(known, one) : one);
  }
  return [...byOrder.values()];
}

function both(known: SaleFacts, one: SaleFacts): SaleFacts {
  const sale = known.sale ?? one.sale;
  const pointsUsed = known.sale?.pointsUsed ?? one.sale?.pointsUsed;
  return {
    ...known,
    ...one,
    ...(sale && { sale: pointsUsed === undefined ? sale : { ...sale, pointsUsed } }),
    cancelled: known.cancelled || one.cancelled,
    returned: known.returned || one.returned,
    refunds: { ...known.refunds, ...one.refunds },
    failed: { ...known.failed, ...one.failed },
    paid: { ...known.paid, ...one.paid },
  };
}

function factsOfSale(event: { readonly type: string; readonly data: unknown }): SaleFacts | undefined {
  const sold = saleOf(event);
  if (!sold) return undefined;
  const order = event.data as OrderConfirmedV1 | OrderCancelledV1;
  const pointsUsed = 'pointsUsed' in order ? { pointsUsed: order.pointsUsed } : {};
  return {
    ...nothing(sold.orderId),
    sale: { ...sold, reducedYen: reducedYenOf(order), ...pointsUsed },
    cancelled: sold.cancelled,
    // A cancellation may tell of another attempt to pay than the one that confirmed the order.
    ...(!sold.cancelled && order.paymentId !== undefined && { paymentId: order.paymentId }),
  };
}

/** Delivery is at 10 %, so that only lines are at the reduced rate; never more than the total. */
function reducedYenOf({ lines, totalYen }: OrderConfirmedV1 | OrderCancelledV1): number {
  const reducedYen = lines.reduce(
    (sum, line) => sum + (line.taxRatePercent === REDUCED_PERCENT ? line.quantity * line.unitPriceYen : 0),
    0,
  );
  return Math.min(reducedYen, totalYen);
}

const REDUCED_PERCENT = 8;

function nothing(orderId: string): SaleFacts {
  return { orderId, cancelled: false, returned: false, refunds: {}, failed: {}, paid: {} };
}

function sale(order: OrderConfirmedV1 | OrderCancelledV1, cancelled: boolean): Sale {
  const { orderId, placedAt, totalYen, lines } = order;
  const products = new Map<string, { productId: string; units: number; grossYen: number }>();
  for (const { productId, quantity, unitPriceYen } of lines) {
    const sums = products.get(productId) ?? { productId, units: 0, grossYen: 0 };
    products.set(productId, {
      productId,
      units: sums.units + quantity,
      grossYen: sums.grossYen + quantity * unitPriceYen,
    });
  }
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    orderId,
    date: jstDate(new Date(placedAt)),
    units,
    totalYen,
    cancelled,
    products: [...products.values()],
  };
}
