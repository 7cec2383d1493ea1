import type { AttemptChange, AttemptState, CancelReason, LockedOrder } from './order.ts';
import type { OrderAction, TransitionCommand } from './order-status.ts';
import type { Viewer } from './viewer.ts';

/** The most attempts to pay that one order may have; `payments` and a constraint of the tables say the same. */
export const MAX_PAYMENT_ATTEMPTS = 5;

/** What the rules look at. */
export interface PayableState extends AttemptState, Pick<LockedOrder, 'status' | 'paymentStatus'> {
  readonly paymentDeadlineAt: Date | null;
  readonly slot: { readonly cutOffAt: string };
}

/** What news of the order's current payment means for it. */
export interface AttemptOutcome {
  readonly change?: AttemptChange;
  readonly moves: readonly AttemptMove[];
}

/** A step of the order that its payment brings about. */
export interface AttemptMove extends TransitionCommand {
  readonly cancelReason?: CancelReason;
  /** What it is about, as a stable code. */
  readonly code?: string;
}

/** Why an order cannot be paid in another way now. */
export type NotPayableReason =
  | 'NOT_AWAITED'
  | 'ORDER_ENDED'
  | 'PAYMENT_UNDER_WAY'
  | 'TIME_OVER'
  | 'TOO_MANY_ATTEMPTS';

/** Why no other way to pay may be tried now; undefined when one may. */
export function whyNotPayable(order: PayableState, now: Date): NotPayableReason | undefined {
  if (order.status === 'CANCELLED' || order.status === 'EXPIRED') return 'ORDER_ENDED';
  if (order.status === 'PENDING') return 'PAYMENT_UNDER_WAY';
  if (order.status !== 'AWAITING_PAYMENT' && !lostItsPayment(order)) return 'NOT_AWAITED';
  if (isUnderWay(order)) return 'PAYMENT_UNDER_WAY';
  if (isTooLate(order, now)) return 'TIME_OVER';
  return order.paymentAttempts >= MAX_PAYMENT_ATTEMPTS ? 'TOO_MANY_ATTEMPTS' : undefined;
}

/** Confirmed, but its money did not come: another attempt to pay is waited for. */
export function lostItsPayment({ status, payUntil }: PayableState): boolean {
  return payUntil !== null && (status === 'CONFIRMED' || status === 'PREPARING');
}

/** What may be done about the order's payment now, by the one who asks. */
export function paymentActions(
  order: PayableState & Pick<LockedOrder, 'linesReturnedAt'>,
  { isOwner }: Viewer,
  now: Date,
): OrderAction[] {
  if (!isOwner) return [];
  if (order.status === 'EXPIRED') return order.linesReturnedAt === null ? ['REORDER'] : [];
  return whyNotPayable(order, now) === undefined ? ['RETRY_PAYMENT'] : [];
}

export interface RetryTerms {
  /** How long after the first decline another way to pay may be tried. */
  readonly retryMs: number;
  readonly now: Date;
}

/**
 * A declined payment leaves its order waiting for another one. Points that cover everything cannot be paid otherwise, so
 * that such an order ends. What comes twice, or after the customer went on, says nothing.
 */
export function afterDecline(order: LockedOrder, code: string, terms: RetryTerms): AttemptOutcome {
  if (order.status === 'CONFIRMED' || order.status === 'PREPARING') {
    if (order.paymentStatus === 'FAILED') return NOTHING;
    return { change: { ...declined(order, terms), ...WITHOUT_SLIP }, moves: [] };
  }
  if (!isLive(order)) return NOTHING;
  if (order.amountDueYen === 0) {
    return { moves: [{ to: 'CANCELLED', by: 'PAYMENT', cancelReason: 'PAYMENT_FAILED', code }] };
  }
  return {
    change: { ...declined(order, terms), ...WITHOUT_SLIP },
    moves: [{ to: 'AWAITING_PAYMENT', by: 'PAYMENT', code }],
  };
}

/** The customer has to prove at the card's issuer that the card is theirs, and has until then. */
export function afterActionNeeded(order: LockedOrder, actionUntil: Date, terms: RetryTerms): AttemptOutcome {
  const isAwaited = order.status === 'PENDING' || order.status === 'AWAITING_PAYMENT';
  if (order.actionUntil !== null || !isMoneyOpen(order)) return NOTHING;
  if (!isAwaited && !lostItsPayment(order)) return NOTHING;
  const until = isAwaited ? earlier(actionUntil, cutOffOf(order)) : actionUntil;
  const change = { actionUntil: until, payUntil: later(order.payUntil ?? terms.now, until) };
  return {
    change,
    moves: isAwaited ? [{ to: 'AWAITING_PAYMENT', by: 'PAYMENT', code: 'ACTION_NEEDED' }] : [],
  };
}

/** From now on the slip's own deadline and grace count. */
export function afterSlip(order: LockedOrder): AttemptOutcome {
  const isNew = order.status === 'PENDING' || (isLive(order) && order.payUntil !== null);
  if (!isNew) return NOTHING;
  return {
    change: NOT_RUNNING,
    moves: [{ to: 'AWAITING_PAYMENT', by: 'PAYMENT', code: order.status === 'PENDING' ? '' : 'SLIP_ISSUED' }],
  };
}

/** The money is certain: nothing else has to be tried. */
export function afterSuccess(order: LockedOrder): AttemptOutcome {
  const isOpen = order.status === 'PENDING' || order.status === 'AWAITING_PAYMENT' || lostItsPayment(order);
  return { change: isOpen ? NOT_RUNNING : undefined, moves: [{ to: 'CONFIRMED', by: 'PAYMENT' }] };
}

/**
 * A payment that was given up for the next attempt leaves no slip behind; what follows is that attempt's to say. One that
 * was certain and is given up while its order goes on leaves the order unpaid.
 */
export function afterVoid(order: LockedOrder, terms: RetryTerms): AttemptOutcome {
  if (order.status === 'CONFIRMED' || order.status === 'PREPARING') return afterDecline(order, '', terms);
  if (order.status !== 'AWAITING_PAYMENT') return NOTHING;
  return { change: { ...WITHOUT_SLIP, payUntil: order.payUntil ?? endOfRetries(order, terms) }, moves: [] };
}

/** A refund that is opened before the parcel left ends the order. */
export function afterRefundOpened({ status }: LockedOrder): AttemptOutcome {
  const isInHouse = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING'].includes(status);
  return { moves: isInHouse ? [{ to: 'CANCELLED', by: 'PAYMENT', cancelReason: 'REFUNDED' }] : [] };
}

export interface NextAttempt {
  readonly paymentId: string;
  readonly paymentMethod: LockedOrder['paymentMethod'];
  readonly paymentDeadlineAt: Date | null;
  readonly paymentGraceEndsAt: Date | null;
}

/** The order with its next attempt. The attempt gets the time that a first one has to be answered in. */
export function withNextAttempt(
  order: LockedOrder,
  next: NextAttempt,
  terms: RetryTerms & { readonly answerMs: number },
): LockedOrder {
  const answered = new Date(terms.now.getTime() + terms.answerMs);
  const limit = later(order.payUntil ?? endOfRetries(order, terms), answered);
  return {
    ...order,
    ...next,
    paymentStatus: 'PENDING',
    paymentAttempts: order.paymentAttempts + 1,
    actionUntil: null,
    payUntil: lostItsPayment(order) ? limit : earlier(limit, cutOffAfter(order, terms)),
  };
}

/**
 * True when the lines of an order that ends go back to its customer's cart: its payment failed, was given up or never
 * answered, and nothing can bring the order back. The slip of an expired order may still be paid.
 */
export function returnsItsLines(order: LockedOrder, cancelReason: CancelReason | null): boolean {
  if (order.linesReturnedAt !== null) return false;
  const neverAnswered = order.status === 'PENDING' && cancelReason === 'OUT_OF_TIME';
  return order.payUntil !== null || cancelReason === 'PAYMENT_FAILED' || neverAnswered;
}

/** Holds have to last this much longer than the time for another attempt. */
export const HOLDS_MARGIN_MS = 10 * 60_000;

/** Until when stock, slot and points have to be held, so that everything may still be paid. */
export function holdsNeededUntil(payUntil: Date): Date {
  return new Date(payUntil.getTime() + HOLDS_MARGIN_MS);
}

const NOTHING: AttemptOutcome = { moves: [] };
const WITHOUT_SLIP = { paymentDeadlineAt: null, paymentGraceEndsAt: null };
const NOT_RUNNING = { payUntil: null, firstDeclinedAt: null, actionUntil: null };

function declined(order: LockedOrder, { now, retryMs }: RetryTerms): AttemptChange {
  const firstDeclinedAt = order.firstDeclinedAt ?? now;
  return {
    firstDeclinedAt,
    actionUntil: null,
    payUntil: endOfRetries(order, { now: firstDeclinedAt, retryMs }),
  };
}

/** The cut-off bounds it; for an order that is put together after its cut-off it says nothing. */
function endOfRetries(order: LockedOrder, terms: RetryTerms): Date {
  const end = new Date(terms.now.getTime() + terms.retryMs);
  return order.status === 'CONFIRMED' || order.status === 'PREPARING' ? end : earlier(end, cutOffOf(order));
}

/** An attempt that is not answered, not waited for its customer, and whose slip is not issued. */
function isUnderWay(order: PayableState): boolean {
  const hasSlip = order.status === 'AWAITING_PAYMENT' && order.payUntil === null;
  return isMoneyOpen(order) && !hasSlip && order.actionUntil === null;
}

function isLive(order: LockedOrder): boolean {
  return (order.status === 'PENDING' || order.status === 'AWAITING_PAYMENT') && isMoneyOpen(order);
}

function isMoneyOpen({ paymentStatus }: PayableState): boolean {
  return paymentStatus === 'PENDING';
}

function isTooLate(order: PayableState, now: Date): boolean {
  const end = order.payUntil ?? order.paymentDeadlineAt;
  if (end !== null && now > end) return true;
  return order.status === 'AWAITING_PAYMENT' && now >= cutOffOf(order);
}

function cutOffOf({ slot }: PayableState): Date {
  return new Date(slot.cutOffAt);
}

/** Never before now: what is decided now is answered. */
function cutOffAfter(order: PayableState, { now }: RetryTerms): Date {
  return later(cutOffOf(order), now);
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
