import { jstDate } from '@depachika/clock/jst.ts';
import {
  EVENT_TYPES,
  type OrderCancelledV1,
  type OrderConfirmedV1,
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

/** The events that sales are made of. */
export const SALE_EVENTS = [EVENT_TYPES.OrderConfirmedV1, EVENT_TYPES.OrderCancelledV1] as const;

/** Every event that sells is one of orders': other topics are not read. */
export const SALES_TOPICS = [TOPICS.ordersV1] as const;

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

/** One sale per order: cancelled when any of its events says so. */
export function merged(sales: readonly Sale[]): Sale[] {
  const byOrder = new Map<string, Sale>();
  for (const one of sales) {
    const known = byOrder.get(one.orderId);
    byOrder.set(one.orderId, known ? { ...known, cancelled: known.cancelled || one.cancelled } : one);
  }
  return [...byOrder.values()];
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
