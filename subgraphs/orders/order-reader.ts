import type { Nudges } from '@depachika/bus/nudges.ts';
import type { Cache } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import type { TaxRatePercent } from '@depachika/money/tax.ts';
import type { Logger } from 'pino';
import type { Prisma, PrismaClient } from './generated/prisma/client.ts';
import type { AddressSnapshot, CancelReason, PaymentMethodKind, SlotSnapshot } from './order.ts';
import type { OrderStatus } from './order-status.ts';
import type { OrderView, StatusChangeView } from './order-view.ts';
import type { PaymentStatus } from './payment-status.ts';

/** Latest first; `after` is the last order of the page before. */
export interface OrderPage {
  readonly first: number;
  readonly after: string | undefined;
  readonly status: OrderStatus | undefined;
}

export interface OrderReader {
  /** Orders that exist, by id; cached until their status changes. */
  views(orderIds: readonly string[]): Promise<Map<string, OrderView>>;
  /** Past the cache, which is filled anew: for whoever knows of a version that a cached order does not have. */
  freshView(orderId: string): Promise<OrderView | undefined>;
  /** All orders, up to `first + 1`. */
  page(page: OrderPage): Promise<OrderView[]>;
  /** The same for several customers at once, by customer. */
  pagesOf(customerIds: readonly string[], page: OrderPage): Promise<Map<string, OrderView[]>>;
  /** Whose order it is. */
  ownerOf(orderId: string): Promise<string | undefined>;
  /** Steps after this version, in order. */
  historyAfter(orderId: string, version: number, limit: number): Promise<StatusChangeView[]>;
  /** To call after the commit of every change: nobody reads the old order any more, and whoever waits is told. */
  changed(orderIds: readonly string[]): Promise<void>;
}

/** Nudged when an order's history grows. */
export function orderChannel(orderId: string): string {
  return `orders.${orderId}`;
}

export function createOrderReader(stores: {
  readonly database: Database;
  readonly prisma: PrismaClient;
  readonly cache: Cache;
  readonly nudges: Nudges;
  readonly logger: Logger;
}): OrderReader {
  const { database, prisma, cache, nudges, logger } = stores;

  return { views, freshView, page, pagesOf, ownerOf, historyAfter, changed };

  async function views(orderIds: readonly string[]): Promise<Map<string, OrderView>> {
    const keys = orderIds.map(tagOf);
    const found = await cache.getOrFillMany<OrderView>(
      keys,
      { ttlMs: DETAILS_TTL_MS, tagsOf: (key) => [key] },
      async (missing) => {
        const loaded = await load({ where: { id: { in: missing.map(idOf) } } });
        return new Map(loaded.map((view) => [tagOf(view.id), view]));
      },
    );
    return new Map([...found].map(([key, view]) => [idOf(key), view]));
  }

  async function freshView(orderId: string): Promise<OrderView | undefined> {
    await cache.drop([tagOf(orderId)]);
    return (await views([orderId])).get(orderId);
  }

  function page({ first, after, status }: OrderPage): Promise<OrderView[]> {
    return load({
      where: { status, ...(after !== undefined && { id: { lt: after } }) },
      orderBy: { id: 'desc' },
      take: first + 1,
    });
  }

  async function pagesOf(customerIds: readonly string[], { first, after, status }: OrderPage) {
    const rows = await database.query<{ customer_id: string; id: string }>(
      `SELECT customer.id AS customer_id, latest.id
       FROM unnest($1::text[]) AS customer (id) CROSS JOIN LATERAL (
         SELECT o.id FROM orders.orders AS o
         WHERE o.customer_id = customer.id AND ($2::text IS NULL OR o.id < $2) AND ($3::text IS NULL OR o.status = $3)
         ORDER BY o.id DESC LIMIT $4) AS latest`,
      [customerIds, after ?? null, status ?? null, first + 1],
    );
    const found = await views(rows.map(({ id }) => id));
    const pages = new Map<string, OrderView[]>(customerIds.map((id) => [id, []]));
    for (const { customer_id, id } of rows) {
      const view = found.get(id);
      if (view) pages.get(customer_id)!.push(view);
    }
    return pages;
  }

  async function ownerOf(orderId: string): Promise<string | undefined> {
    const order = await prisma.order.findUnique({ where: { id: orderId }, select: { customerId: true } });
    return order?.customerId;
  }

  async function historyAfter(orderId: string, version: number, limit: number): Promise<StatusChangeView[]> {
    const rows = await prisma.orderStatusChange.findMany({
      where: { orderId, version: { gt: version } },
      orderBy: { version: 'asc' },
      take: limit,
    });
    return rows.map(statusChangeView);
  }

  async function changed(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length === 0) return;
    await cache
      .drop(orderIds.map(tagOf))
      .catch((error) => logger.warn({ err: error }, 'Orders stay cached a while'));
    for (const orderId of orderIds) nudges.publish(orderChannel(orderId));
  }

  /** Three statements, however many orders. */
  async function load(query: Omit<Prisma.OrderFindManyArgs, 'include' | 'select'>): Promise<OrderView[]> {
    const rows = await prisma.order.findMany({
      ...query,
      include: { lines: { orderBy: { position: 'asc' } }, history: { orderBy: { version: 'asc' } } },
    });
    return rows.map(orderView);
  }
}

const DETAILS_TTL_MS = 5 * 60_000;
const TAG = 'order:';

function tagOf(orderId: string): string {
  return `${TAG}${orderId}`;
}

function idOf(tag: string): string {
  return tag.slice(TAG.length);
}

type OrderRow = Prisma.OrderGetPayload<{ include: { lines: true; history: true } }>;

function orderView(row: OrderRow): OrderView {
  const { lines, history, slot, address, ...order } = row;
  return {
    id: order.id,
    number: order.number,
    customerId: order.customerId,
    version: order.version,
    subtotalYen: order.subtotalYen,
    deliveryFeeYen: order.deliveryFeeYen,
    totalYen: order.totalYen,
    pointsUsed: order.pointsUsed,
    amountDueYen: order.amountDueYen,
    status: order.status as OrderStatus,
    paymentStatus: order.paymentStatus as PaymentStatus,
    paymentMethod: order.paymentMethod as PaymentMethodKind,
    paymentDeadlineAt: order.paymentDeadlineAt?.toISOString() ?? null,
    paymentGraceEndsAt: order.paymentGraceEndsAt?.toISOString() ?? null,
    slot: slot as unknown as SlotSnapshot,
    address: address as unknown as AddressSnapshot,
    cancelReason: order.cancelReason as CancelReason | null,
    placedAt: order.placedAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    lines: lines.map(({ id, orderId: _, position: __, taxRatePercent, ...line }) => ({
      ...line,
      lineId: id,
      taxRatePercent: taxRatePercent as TaxRatePercent,
    })),
    history: history.map(statusChangeView),
  };
}

function statusChangeView(row: OrderRow['history'][number]): StatusChangeView {
  return {
    orderId: row.orderId,
    version: row.version,
    from: row.fromStatus as OrderStatus | null,
    to: row.toStatus as OrderStatus,
    by: row.by,
    note: row.note,
    occurredAt: row.occurredAt.toISOString(),
  };
}
