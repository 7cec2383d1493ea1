import { type VersionConflict, versionConflict } from '@depachika/domain/problems.ts';
import type { Viewer } from './viewer.ts';

/** How far an order is; described in `schema.graphql`. */
export type OrderStatus =
  | 'PENDING'
  | 'AWAITING_PAYMENT'
  | 'CONFIRMED'
  | 'EXPIRED'
  | 'CANCELLED'
  | 'PREPARING'
  | 'SHIPPED'
  | 'OUT_FOR_DELIVERY'
  | 'DELIVERED'
  | 'DELIVERY_FAILED'
  | 'RETURN_REQUESTED'
  | 'RETURNED'
  | 'LOST'
  | 'DAMAGED';

/** Who or what moves an order on. */
export type Actor = 'CUSTOMER' | 'STAFF' | 'PAYMENT' | 'INVENTORY' | 'DELIVERY' | 'CLOCK';

export interface Transition {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly by: readonly Actor[];
  /** For the documentation. */
  readonly when: string;
}

/** Every step that an order may take. What is not here is an `IllegalOrderTransition`. */
export const ORDER_TRANSITIONS: readonly Transition[] = [
  step('PENDING', 'CONFIRMED', ['PAYMENT'], 'card authorised; cash on delivery; points cover all'),
  step(
    'PENDING',
    'AWAITING_PAYMENT',
    ['PAYMENT'],
    'konbini slip issued; the customer has to act; declined, and another way to pay may be tried',
  ),
  step(
    'PENDING',
    'CANCELLED',
    ['CUSTOMER', 'STAFF', 'PAYMENT', 'CLOCK'],
    'wanted; payment failed or never answered',
  ),
  step('AWAITING_PAYMENT', 'AWAITING_PAYMENT', ['PAYMENT'], 'the outcome of a further attempt to pay'),
  step('AWAITING_PAYMENT', 'CONFIRMED', ['PAYMENT'], 'paid; authorised; to be paid at the door'),
  step(
    'AWAITING_PAYMENT',
    'EXPIRED',
    ['CLOCK'],
    'the time for another attempt is over; deadline and grace of a slip are over',
  ),
  step(
    'AWAITING_PAYMENT',
    'CANCELLED',
    ['CUSTOMER', 'STAFF', 'PAYMENT', 'CLOCK'],
    'wanted; the money went back; what was held could not be held longer',
  ),
  step('EXPIRED', 'CONFIRMED', ['PAYMENT'], 'late payment, after everything was held again'),
  step(
    'CONFIRMED',
    'PREPARING',
    ['STAFF', 'DELIVERY'],
    'staff begin; at the latest when the parcel is picked up',
  ),
  step(
    'CONFIRMED',
    'CANCELLED',
    ['CUSTOMER', 'STAFF', 'PAYMENT', 'INVENTORY', 'DELIVERY', 'CLOCK'],
    'wanted; stock or slot was gone; the money went back; its payment failed and no other came; its slot passed',
  ),
  step('PREPARING', 'SHIPPED', ['DELIVERY'], 'the parcel is picked up'),
  step(
    'PREPARING',
    'CANCELLED',
    ['STAFF', 'PAYMENT', 'INVENTORY', 'DELIVERY', 'CLOCK'],
    'staff decided; stock or slot was gone; the money went back; its payment failed and no other came; its slot passed',
  ),
  step('SHIPPED', 'OUT_FOR_DELIVERY', ['DELIVERY'], 'on its way to the customer'),
  step('SHIPPED', 'RETURNED', ['DELIVERY'], 'sent back before it went out'),
  step('SHIPPED', 'LOST', ['DELIVERY'], 'the parcel is lost'),
  step('SHIPPED', 'DAMAGED', ['DELIVERY'], 'the parcel was damaged'),
  step('OUT_FOR_DELIVERY', 'DELIVERED', ['DELIVERY'], 'handed over'),
  step('OUT_FOR_DELIVERY', 'DELIVERY_FAILED', ['DELIVERY'], 'nobody was there'),
  step('OUT_FOR_DELIVERY', 'LOST', ['DELIVERY'], 'the parcel is lost'),
  step('OUT_FOR_DELIVERY', 'DAMAGED', ['DELIVERY'], 'the parcel was damaged'),
  step('DELIVERY_FAILED', 'OUT_FOR_DELIVERY', ['DELIVERY'], 'redelivery'),
  step('DELIVERY_FAILED', 'RETURNED', ['DELIVERY'], 'sent back'),
  step('DELIVERY_FAILED', 'LOST', ['DELIVERY'], 'the parcel is lost'),
  step('DELIVERY_FAILED', 'DAMAGED', ['DELIVERY'], 'the parcel was damaged'),
  step(
    'DELIVERED',
    'RETURN_REQUESTED',
    ['CUSTOMER', 'STAFF'],
    'the customer wants to give it back; staff heard of a defect',
  ),
  step('RETURN_REQUESTED', 'RETURNED', ['STAFF'], 'accepted'),
  step('RETURN_REQUESTED', 'DELIVERED', ['STAFF'], 'refused'),
];

/** Whether no step leaves this status: an order's history ends with it. */
export function isFinalStatus(status: OrderStatus): boolean {
  return ORDER_TRANSITIONS.every(({ from }) => from !== status);
}

/** What the rules look at. */
export interface OrderState {
  readonly status: OrderStatus;
  readonly version: number;
  /** Konbini: until when a payment may still arrive. */
  readonly paymentGraceEndsAt: Date | null;
  /** End of the time for another attempt to pay; it takes the place of the grace, which only a slip has. */
  readonly payUntil?: Date | null;
  /** Absent where it makes no difference. An order is confirmed until its slot's cut-off, or not at all. */
  readonly slot?: { readonly cutOffAt: string };
}

export interface TransitionCommand {
  readonly to: OrderStatus;
  readonly by: Actor;
  /** Refused as a conflict when the order has another version. */
  readonly expectedVersion?: number;
  /** EXPIRED → CONFIRMED only: stock, slot and points are held again. */
  readonly heldAgain?: boolean;
}

export type TransitionDecision =
  | { readonly kind: 'moved'; readonly from: OrderStatus; readonly to: OrderStatus; readonly version: number }
  | IllegalOrderTransition
  | VersionConflict;

/** A step that the table does not have, or not now. */
export interface IllegalOrderTransition {
  readonly kind: 'illegalOrderTransition';
  readonly from: OrderStatus;
  readonly to: OrderStatus;
}

/** Whether the order may take this step now, and the version that it then has. */
export function decideTransition(
  order: OrderState,
  command: TransitionCommand,
  now: Date,
): TransitionDecision {
  const { to, by, expectedVersion } = command;
  if (expectedVersion !== undefined && expectedVersion !== order.version) {
    return versionConflict({ expectedVersion, currentVersion: order.version });
  }
  const from = order.status;
  if (!mayMove(order, command, now)) return { kind: 'illegalOrderTransition', from, to };
  return { kind: 'moved', from, to, version: order.version + 1 };

  function mayMove(state: OrderState, { heldAgain }: TransitionCommand, at: Date): boolean {
    const transition = ORDER_TRANSITIONS.find((known) => known.from === state.status && known.to === to);
    if (!transition?.by.includes(by)) return false;
    // What is held again has a place in a slot that delivery offered just now.
    if (from === 'EXPIRED') return heldAgain === true;
    if (to === 'CONFIRMED' && isPastCutOff(state, at)) return false;
    if (to === 'EXPIRED') {
      const endsAt = state.payUntil ?? state.paymentGraceEndsAt;
      return endsAt !== null && at > endsAt;
    }
    return true;
  }
}

/** Whether it can no longer be confirmed; at the very instant of the cut-off it can. */
export function isPastCutOff({ slot }: Pick<OrderState, 'slot'>, now: Date): boolean {
  return slot !== undefined && now > new Date(slot.cutOffAt);
}

/** May this order be cancelled, and by whom? Customers until it is being prepared, staff until it is shipped. */
export function mayBeCancelled(order: OrderState, by: Actor, now: Date): boolean {
  return decideTransition(order, { to: 'CANCELLED', by }, now).kind === 'moved';
}

export type OrderAction =
  | 'RETRY_PAYMENT'
  | 'REORDER'
  | 'CANCEL'
  | 'START_PREPARING'
  | 'REQUEST_RETURN'
  | 'DECIDE_RETURN';

/** What may be done with the order now, by the one who asks. */
export function allowedActions(order: OrderState, viewer: Viewer, now: Date): OrderAction[] {
  const may = (to: OrderStatus, by: Actor) => decideTransition(order, { to, by }, now).kind === 'moved';
  const cancel =
    (viewer.isOwner && mayBeCancelled(order, 'CUSTOMER', now)) ||
    (viewer.managesOrders && mayBeCancelled(order, 'STAFF', now));
  const actions: [OrderAction, boolean][] = [
    ['CANCEL', cancel],
    ['START_PREPARING', viewer.managesOrders && may('PREPARING', 'STAFF')],
    ['REQUEST_RETURN', viewer.isOwner && may('RETURN_REQUESTED', 'CUSTOMER')],
    ['DECIDE_RETURN', viewer.managesOrders && may('RETURNED', 'STAFF')],
  ];
  return actions.filter(([, allowed]) => allowed).map(([action]) => action);
}

/** The table as the documentation prints it. */
export function transitionsAsMarkdown(): string {
  const rows = ORDER_TRANSITIONS.map(
    ({ from, to, by, when }) => `| ${from} | ${to} | ${by.join(', ')} | ${when} |`,
  );
  return ['| from | to | by | when |', '|---|---|---|---|', ...rows].join('\n');
}

function step(from: OrderStatus, to: OrderStatus, by: readonly Actor[], when: string): Transition {
  return { from, to, by, when };
}
