import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import {
  hashOfLines,
  type ReservationStatus,
  type StockLine,
} from '@depachika/inventory/reservations/reservation.ts';
import type { Movement } from '@depachika/inventory/stock/movement.ts';
import { demoId } from '../demo-id.ts';
import { type DemoLevel, demoLevels, demoLocations } from '../locations.ts';

/** What inventory needs to know of an order that is over: part of what `demoPastOrders` makes. */
export interface PastOrder {
  readonly orderId: string;
  readonly placedAt: Date;
  readonly confirmedAt?: Date | null;
  readonly shippedAt?: Date | null;
  readonly cancelledAt?: Date | null;
  readonly status: 'DELIVERED' | 'CANCELLED';
  readonly lines: readonly StockLine[];
  /** Where its stock came from. */
  readonly locationId: string;
}

export interface DemoDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly pastOrders: readonly PastOrder[];
}

/** Fills empty tables with the demo's stock and what past orders left in the books; does nothing when there is a location. */
export async function seedInventoryDemo({ database, clock, pastOrders }: DemoDependencies): Promise<void> {
  if ((await database.query('SELECT 1 FROM inventory.locations LIMIT 1')).length > 0) return;
  const books = openBooks(pastOrders, clock.now());
  await database.transaction({ name: 'inventory.seed', timeoutMs: 120_000 }, async (tx) => {
    await insertAll(tx, { table: 'inventory.locations', rows: demoLocations });
    await insertAll(tx, { table: 'inventory.levels', rows: books.levels });
    await insertAll(tx, { table: 'inventory.reservations', rows: books.reservations });
    await insertAll(tx, { table: 'inventory.reservation_lines', rows: books.lines });
    await insertAll(tx, { table: 'inventory.movements', rows: books.movements });
  });
}

interface Books {
  readonly levels: readonly (DemoLevel & { readonly version: number; readonly untold: boolean })[];
  readonly reservations: readonly SeededReservation[];
  readonly lines: readonly {
    readonly reservationKey: string;
    readonly levelId: string;
    readonly quantity: number;
  }[];
  readonly movements: readonly Omit<Movement, 'writtenOff'>[];
}

interface SeededReservation {
  readonly key: string;
  readonly orderId: string;
  readonly status: ReservationStatus;
  readonly linesHash: string;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly allocatedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What was received is what is there now and what has left since. */
function openBooks(orders: readonly PastOrder[], now: Date): Books {
  const levels = demoLevels();
  const levelIds = new Map(levels.map((level) => [`${level.variantId} ${level.locationId}`, level.id]));
  const parts = orders.map((order) => ({ order, lines: linesOf(order, levelIds) }));
  const shipped = parts.filter(({ order }) => order.status === 'DELIVERED');
  const left = new Map<string, { pieces: number; times: number }>();
  for (const { levelId, quantity } of shipped.flatMap(({ lines }) => lines)) {
    const before = left.get(levelId) ?? { pieces: 0, times: 0 };
    left.set(levelId, { pieces: before.pieces + quantity, times: before.times + 1 });
  }
  const firstAtMs = Math.min(now.getTime(), ...orders.map(({ placedAt }) => placedAt.getTime()));
  const receivedAt = new Date(firstAtMs - DAY_MS);
  const received = levels
    .map(({ id, onHand }) => ({ levelId: id, quantity: onHand + (left.get(id)?.pieces ?? 0) }))
    .filter(({ quantity }) => quantity > 0)
    .map((part) => ({
      ...part,
      kind: 'RECEIVED' as const,
      reference: 'OPENING',
      actor: 'inventory',
      createdAt: receivedAt,
    }));
  const sent = shipped.flatMap(({ order, lines }) =>
    lines.map(({ levelId, quantity }) => ({
      levelId,
      quantity: -quantity,
      kind: 'SHIPPED' as const,
      reference: order.orderId,
      actor: 'orders',
      createdAt: order.shippedAt ?? order.placedAt,
    })),
  );
  return {
    // The demo's catalogue knows what is there without being told.
    levels: levels.map((level) => ({
      ...level,
      version: 1 + 2 * (left.get(level.id)?.times ?? 0),
      untold: false,
    })),
    reservations: orders.map(reservationOf),
    lines: parts.flatMap(({ order, lines }) =>
      lines.map((line) => ({ reservationKey: order.orderId, ...line })),
    ),
    movements: [...received, ...sent].map((movement, index) => ({
      ...movement,
      id: demoId('mov', index + 1, movement.createdAt),
    })),
  };
}

function linesOf(order: PastOrder, levelIds: ReadonlyMap<string, string>) {
  return stockLines(order).map(({ variantId, quantity }) => {
    const levelId = levelIds.get(`${variantId} ${order.locationId}`);
    if (!levelId) throw new Error(`The demo has no level of ${variantId} at ${order.locationId}`);
    return { levelId, quantity };
  });
}

function reservationOf(order: PastOrder): SeededReservation {
  const { orderId, placedAt, status } = order;
  const delivered = status === 'DELIVERED';
  return {
    key: orderId,
    orderId,
    status: delivered ? 'SHIPPED' : 'RELEASED',
    linesHash: hashOfLines(stockLines(order)),
    expiresAt: new Date(placedAt.getTime() + DAY_MS),
    createdAt: placedAt,
    allocatedAt: order.confirmedAt ?? undefined,
    endedAt: (delivered ? order.shippedAt : order.cancelledAt) ?? undefined,
  };
}

/** Each variant once, as it is reserved. */
function stockLines({ lines }: PastOrder): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of lines) {
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  }
  return [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
}
