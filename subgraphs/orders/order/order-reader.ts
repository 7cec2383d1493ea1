import type { Cache } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { orderChannel } from '@depachika/schema/channels.ts';
import type { Logger } from 'pino';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { isFinalStatus, type OrderStatus } from './order-status.ts';
import { LINES_OF_ORDER } from './order-store.ts';
import type { OrderView, StatusChangeView } from './order-view.ts';

/** A page between two orders, latest first; backward it is read from the earliest on. */
export interface OrderPage {
  /** Rows to read: one more than the page shows. */
  readonly limit: number;
  readonly after: string | undefined;
  readonly before: string | undefined;
  readonly backward: boolean;
  readonly status: OrderStatus | undefined;
}

export interface OrderReader {
  /** Orders that exist, by id; cached until their status changes. */
  views(orderIds: readonly string[]): Promise<Map<string, OrderView>>;
  /** Reads past the cache and fills it anew: for a caller who knows of a version that the cached order does not have. */
  freshView(orderId: string): Promise<OrderView | undefined>;
  /** The customer's order of that number; undefined when it is nobody's or somebody else's. */
  idOfNumber(customerId: string, number: string): Promise<string | undefined>;
  /** All orders, up to `limit`, in the order in which the page reads. */
  page(page: OrderPage): Promise<OrderView[]>;
  /** The same for several customers at once, by customer. */
  pagesOf(customerIds: readonly string[], page: OrderPage): Promise<Map<string, OrderView[]>>;
  /** Whose each of these orders is, and how far: one statement, past the cache. */
  standings(orderIds: readonly string[]): Promise<Map<string, OrderStanding>>;
  /** Steps after each of these versions, in order, `limit` at most of each: one statement, in the order of the asked. */
  historiesAfter(
    asked: readonly { readonly id: string; readonly version: number }[],
    limit: number,
  ): Promise<StatusChangeView[][]>;
  /** To call after the commit of every change: the old order leaves the cache, and those who wait for a new one are told. */
  changed(orderIds: readonly string[]): Promise<void>;
}

/** What somebody is told of an order who wants to follow it. */
export interface OrderStanding {
  readonly ownerId: string;
  readonly version: number;
  /** No step can follow. */
  readonly hasEnded: boolean;
}

interface Stores {
  readonly database: Database;
  readonly prisma: PrismaClient;
  readonly cache: Cache;
  readonly pubSub: PubSub;
  readonly logger: Logger;
}

export function createOrderReader(stores: Stores): OrderReader {
  const { database, prisma, cache, pubSub, logger } = stores;

  return {
    views,
    freshView,
    idOfNumber: (customerId, number) => idOfNumber(database, customerId, number),
    page,
    pagesOf,
    standings: (orderIds) => standings(database, orderIds),
    historiesAfter: (asked, limit) => historiesAfter(database, asked, limit),
    changed,
  };

  async function views(orderIds: readonly string[]): Promise<Map<string, OrderView>> {
    const keys = orderIds.map(tagOf);
    const found = await cache.getOrFillMany<OrderView>(
      keys,
      { ttlMs: DETAILS_TTL_MS, tagsOf: (key) => [key] },
      async (missing) => {
        const loaded = await loadViews(database, missing.map(idOf));
        return new Map(loaded.map((view) => [tagOf(view.id), view]));
      },
    );
    return new Map([...found].map(([key, view]) => [idOf(key), view]));
  }

  async function freshView(orderId: string): Promise<OrderView | undefined> {
    await cache.drop([tagOf(orderId)]);
    return (await views([orderId])).get(orderId);
  }

  async function page(wanted: OrderPage): Promise<OrderView[]> {
    const ids = await latestOrders(prisma, wanted);
    const found = await views(ids);
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  async function pagesOf(customerIds: readonly string[], wanted: OrderPage) {
    const latest = await latestOrdersOf(database, customerIds, wanted);
    const found = await views(latest.map(({ id }) => id));
    const pages = new Map<string, OrderView[]>(customerIds.map((id) => [id, []]));
    for (const { customerId, id } of latest) {
      const view = found.get(id);
      if (view) pages.get(customerId)!.push(view);
    }
    return pages;
  }

  async function changed(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length === 0) return;
    await cache
      .drop(orderIds.map(tagOf))
      .catch((error) => logger.warn({ err: error }, 'Orders stay cached a while'));
    for (const orderId of orderIds) pubSub.publish(orderChannel(orderId));
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

/** Looks through the orders of one customer alone: numbers have no index of their own. */
async function idOfNumber(
  database: Database,
  customerId: string,
  number: string,
): Promise<string | undefined> {
  const [row] = await database.query<{ id: string }>(
    `SELECT id FROM orders.orders WHERE customer_id = $1 AND number = $2 LIMIT 1`,
    [customerId, number],
  );
  return row?.id;
}

/** Ids of all orders, up to `limit`. */
async function latestOrders(
  prisma: PrismaClient,
  { limit, after, before, backward, status }: OrderPage,
): Promise<string[]> {
  const rows = await prisma.order.findMany({
    select: { id: true },
    where: { status, id: { lt: after, gt: before } },
    orderBy: { id: backward ? 'asc' : 'desc' },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** The same for several customers at once, with one statement. */
async function latestOrdersOf(
  database: Database,
  customerIds: readonly string[],
  { limit, after, before, backward, status }: OrderPage,
): Promise<{ customerId: string; id: string }[]> {
  const towards = backward ? 'ASC' : 'DESC';
  return await database.query<{ customerId: string; id: string }>(
    `SELECT customer.id AS "customerId", latest.id
     FROM unnest($1::text[]) AS customer (id) CROSS JOIN LATERAL (
       SELECT o.id FROM orders.orders AS o
       WHERE o.customer_id = customer.id AND ($2::text IS NULL OR o.id < $2) AND ($3::text IS NULL OR o.status = $3)
         AND ($5::text IS NULL OR o.id > $5)
       ORDER BY o.id ${towards} LIMIT $4) AS latest`,
    [customerIds, after ?? null, status ?? null, limit, before ?? null],
  );
}

async function standings(
  database: Database,
  orderIds: readonly string[],
): Promise<Map<string, OrderStanding>> {
  const rows = await database.query<{ id: string; ownerId: string; version: number; status: OrderStatus }>(
    `SELECT id, customer_id AS "ownerId", version, status FROM orders.orders WHERE id = ANY($1::text[])`,
    [orderIds],
  );
  return new Map(
    rows.map(({ id, status, ...standing }) => [id, { ...standing, hasEnded: isFinalStatus(status) }]),
  );
}

async function historiesAfter(
  database: Database,
  asked: readonly { readonly id: string; readonly version: number }[],
  limit: number,
): Promise<StatusChangeView[][]> {
  const rows = await database.query<HistoryRow & { place: number } & Record<string, unknown>>(
    `SELECT asked.place::int, later.*
     FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS asked (id, version, place) CROSS JOIN LATERAL (
       SELECT h.order_id AS "orderId", h.version, h.from_status AS "from", h.to_status AS "to", h.by,
         h.actor_id AS "actorId", h.note, h.code, h.attempt, h.occurred_at AS "occurredAt"
       FROM orders.order_history AS h WHERE h.order_id = asked.id AND h.version > asked.version
       ORDER BY h.version LIMIT $3) AS later
     ORDER BY asked.place, later.version`,
    [asked.map(({ id }) => id), asked.map(({ version }) => version), limit],
  );
  const histories = asked.map((): StatusChangeView[] => []);
  for (const { place, ...row } of rows) histories[place - 1]!.push(statusChangeView(row));
  return histories;
}

/** One statement, however many orders. */
async function loadViews(database: Database, orderIds: readonly string[]): Promise<OrderView[]> {
  const rows = await database.query<OrderRow>(SELECT_VIEWS, [orderIds]);
  return rows.map(orderView);
}

type OrderRow = Omit<OrderView, 'history' | Instants> & {
  readonly [I in Instants]: I extends 'placedAt' | 'updatedAt' ? Date : Date | null;
} & { readonly history: readonly HistoryRow[] } & Record<string, unknown>;

type Instants =
  | 'paymentDeadlineAt'
  | 'paymentGraceEndsAt'
  | 'payUntil'
  | 'firstDeclinedAt'
  | 'actionUntil'
  | 'linesReturnedAt'
  | 'placedAt'
  | 'updatedAt';
type HistoryRow = Omit<StatusChangeView, 'occurredAt'> & { readonly occurredAt: string | Date };

const SELECT_VIEWS = `
  SELECT o.id, o.number, o.customer_id AS "customerId", o.status, o.payment_status AS "paymentStatus", o.version,
    o.subtotal_yen AS "subtotalYen", o.delivery_fee_yen AS "deliveryFeeYen", o.total_yen AS "totalYen",
    o.points_used AS "pointsUsed", o.amount_due_yen AS "amountDueYen", o.payment_method AS "paymentMethod",
    o.payment_deadline_at AS "paymentDeadlineAt", o.payment_grace_ends_at AS "paymentGraceEndsAt", o.slot, o.address,
    o.payment_attempts AS "paymentAttempts", o.pay_until AS "payUntil", o.first_declined_at AS "firstDeclinedAt",
    o.action_until AS "actionUntil", o.lines_returned_at AS "linesReturnedAt",
    o.cancel_reason AS "cancelReason", o.placed_at AS "placedAt", o.updated_at AS "updatedAt",
    ${LINES_OF_ORDER} AS lines,
    (SELECT jsonb_agg(jsonb_build_object('orderId', h.order_id, 'version', h.version, 'from', h.from_status,
       'to', h.to_status, 'by', h.by, 'actorId', h.actor_id, 'note', h.note, 'code', h.code, 'attempt', h.attempt,
       'occurredAt', h.occurred_at) ORDER BY h.version)
     FROM orders.order_history AS h WHERE h.order_id = o.id) AS history
  FROM orders.orders AS o WHERE o.id = ANY($1::text[])`;

function orderView(row: OrderRow): OrderView {
  return {
    ...row,
    paymentDeadlineAt: textOf(row.paymentDeadlineAt),
    paymentGraceEndsAt: textOf(row.paymentGraceEndsAt),
    payUntil: textOf(row.payUntil),
    firstDeclinedAt: textOf(row.firstDeclinedAt),
    actionUntil: textOf(row.actionUntil),
    linesReturnedAt: textOf(row.linesReturnedAt),
    placedAt: row.placedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    history: row.history.map(statusChangeView),
  };
}

function textOf(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}

function statusChangeView(row: HistoryRow): StatusChangeView {
  return { ...row, occurredAt: new Date(row.occurredAt).toISOString() };
}
