import type { VersionConflict } from '@depachika/domain/problems.ts';
import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { returnsItsLines } from './attempt-rules.ts';
import type { AttemptChange, CancelReason, LockedOrder, SlotSnapshot } from './order.ts';
import {
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderExpired,
  orderShipped,
  refundRequested,
  returnDecided,
  returnRequested,
} from './order-events.ts';
import {
  type Actor,
  decideTransition,
  type IllegalOrderTransition,
  type OrderStatus,
  type TransitionCommand,
} from './order-status.ts';
import { decidePaymentStatus, type PaymentNews } from './payment-status.ts';

/** A row of an order's history to be. */
export interface HistoryStep {
  readonly version: number;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly by: Actor;
  readonly actorId: string | null;
  readonly note: string;
  /** What it was about, as a stable code; empty when the statuses say it all. */
  readonly code: string;
  /** Which attempt to pay it is about. */
  readonly attempt: number | null;
}

/** What becomes of a locked order within one transaction: it may take several steps. */
export interface OrderProgress {
  readonly before: LockedOrder;
  readonly order: LockedOrder;
  readonly cancelReason: CancelReason | null;
  readonly steps: readonly HistoryStep[];
  readonly events: readonly NewEvent[];
}

export interface MoveCommand extends TransitionCommand {
  readonly actorId?: string;
  readonly note?: string;
  readonly code?: string;
  /** CANCELLED only. */
  readonly cancelReason?: CancelReason;
  /** SHIPPED only. */
  readonly shipmentId?: string;
  /** EXPIRED → CONFIRMED only: the key under which everything is held again. */
  readonly holdKey?: string;
}

export type MoveResult =
  | { readonly kind: 'moved'; readonly progress: OrderProgress }
  | IllegalOrderTransition
  | VersionConflict;

export function unchanged(order: LockedOrder): OrderProgress {
  return { before: order, order, cancelReason: null, steps: [], events: [] };
}

/** One step on, with the event that other domains learn of it. */
export function move(progress: OrderProgress, command: MoveCommand, now: Date): MoveResult {
  const heldAgain = command.holdKey !== undefined;
  const decision = decideTransition(progress.order, { ...command, heldAgain }, now);
  if (decision.kind !== 'moved') return decision;
  const { from, to, version } = decision;
  const order: LockedOrder = {
    ...progress.order,
    status: to,
    version,
    holdKey: command.holdKey ?? progress.order.holdKey,
    shipmentId: command.shipmentId ?? progress.order.shipmentId,
    confirmedAt: to === 'CONFIRMED' ? now : progress.order.confirmedAt,
    linesReturnedAt: linesReturnedAt(progress.order, command, now),
  };
  const { by, actorId = null, note = '', code = '' } = command;
  const attempt = by === 'PAYMENT' ? order.paymentAttempts : null;
  const moved: OrderProgress = {
    ...progress,
    order,
    cancelReason: to === 'CANCELLED' ? command.cancelReason! : null,
    steps: [...progress.steps, { version, from, to, by, actorId, note, code, attempt }],
    events: [...progress.events, ...eventsOf(from, order, command, now)],
  };
  return { kind: 'moved', progress: moved };
}

/** The money's own status: no step of the order, and no version. */
export function withPaymentNews(progress: OrderProgress, news: PaymentNews): OrderProgress {
  return { ...progress, order: { ...progress.order, ...decidePaymentStatus(progress.order, news) } };
}

/** How the attempts to pay stand: no step of the order, and no version. */
export function withAttemptChange(progress: OrderProgress, change: AttemptChange = {}): OrderProgress {
  return { ...progress, order: { ...progress.order, ...change } };
}

/** The customer chose another slot for a parcel that could not be handed over: no step of the order, and no version. */
export function withSlot(progress: OrderProgress, slot: SlotSnapshot): OrderProgress {
  if (progress.order.slot.slotId === slot.slotId) return progress;
  return { ...progress, order: { ...progress.order, slot } };
}

/** True when there is nothing to save. */
export function isUnchanged({ before, order }: OrderProgress): boolean {
  const fields = Object.keys(order) as (keyof LockedOrder)[];
  return fields.every((field) => before[field] === order[field]);
}

/** Lines go back in the step that ends the order, and never twice. */
function linesReturnedAt(order: LockedOrder, command: MoveCommand, now: Date): Date | null {
  const ends = command.to === 'CANCELLED' || command.to === 'EXPIRED';
  return ends && returnsItsLines(order, command.cancelReason ?? null) ? now : order.linesReturnedAt;
}

function eventsOf(from: OrderStatus, order: LockedOrder, command: MoveCommand, now: Date): NewEvent[] {
  // A parcel that the courier brings back is returned, and nobody asked for it.
  const decided = (accepted: boolean) =>
    from === 'RETURN_REQUESTED' ? [returnDecided(order, accepted, now)] : [];
  switch (order.status) {
    case 'CONFIRMED':
      return [orderConfirmed(order, now)];
    case 'CANCELLED':
      return [orderCancelled(order, command.cancelReason!, now)];
    case 'EXPIRED':
      return [orderExpired(order, now)];
    case 'SHIPPED':
      return [orderShipped(order, now)];
    case 'DELIVERED':
      // A refused return is no second delivery: points are awarded once.
      return from === 'OUT_FOR_DELIVERY' ? [orderDelivered(order, now)] : decided(false);
    case 'RETURN_REQUESTED':
      return [returnRequested(order, now)];
    case 'RETURNED':
      return [...decided(true), refundRequested(order, order.status, now)];
    case 'LOST':
    case 'DAMAGED':
      return [refundRequested(order, order.status, now)];
    default:
      return [];
  }
}
