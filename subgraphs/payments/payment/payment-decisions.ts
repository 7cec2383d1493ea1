import {
  type AttemptEnd,
  type OrderEnd,
  PAYMENT_TRANSITIONS,
  type Payment,
  type PaymentMethodKind,
  type PaymentStatus,
  type TaskKind,
} from './payment.ts';

/** What has happened, as far as a payment is concerned. */
export type PaymentTrigger =
  /** The order was placed, or is to be paid once more: this attempt begins. */
  | { readonly kind: 'begun' }
  /** A later attempt is prepared. */
  | { readonly kind: 'superseded' }
  /** Before the goods leave, a card is captured. */
  | { readonly kind: 'captureNeeded' }
  /** The goods may leave: nothing is to be done for the money any more. */
  | { readonly kind: 'foundCertain' }
  | { readonly kind: 'orderShipped' }
  | { readonly kind: 'orderDelivered' }
  | { readonly kind: 'orderEnded'; readonly end: OrderEnd }
  /** The customer has to prove that the card is theirs, at this address and by then. */
  | { readonly kind: 'actionNeeded'; readonly reference: string; readonly url: string; readonly until: Date }
  /** The customer did not act in time, or was never told where. */
  | { readonly kind: 'actionLapsed'; readonly reference: string }
  | { readonly kind: 'authorized'; readonly reference: string }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'received' }
  | { readonly kind: 'captured' }
  | { readonly kind: 'captureRefused'; readonly code: string }
  /** The card was authorised so long ago that its issuer no longer stands by it. */
  | { readonly kind: 'authorizationLapsed' }
  | { readonly kind: 'voided' }
  | { readonly kind: 'refundRequested' }
  | { readonly kind: 'refunded' };

/** What follows from a trigger: fields that change, calls to make, events to publish. */
export interface PaymentDecision {
  readonly status?: PaymentStatus;
  readonly failureCode?: string;
  readonly providerReference?: string;
  readonly orderEnd?: AttemptEnd;
  readonly actionUrl?: string;
  readonly actionUntil?: Date;
  readonly tasks: readonly TaskKind[];
  /** Tasks that are no longer wanted, unless they are already under way. */
  readonly drop: readonly TaskKind[];
  readonly publish: readonly PaymentEventName[];
  readonly openRefund?: string;
  /** What happened first now. */
  readonly mark?: 'certainAt' | 'shippedAt' | 'deliveredAt';
  /** The order was delivered and its money is there: what it earns is awarded. */
  readonly award?: true;
}

export type PaymentEventName =
  | 'PaymentActionNeeded'
  | 'PaymentAuthorized'
  | 'PaymentFailed'
  | 'PaymentReceived'
  | 'PaymentCaptured'
  | 'PaymentVoided'
  | 'PaymentRefunded';

/**
 * Decides what a trigger means for a payment. Triggers arrive in any order and more than once: one that says nothing new
 * decides nothing. Money that arrives for a cancelled order goes back by itself; for an expired one the order decides.
 */
export function decidePayment(payment: Payment, trigger: PaymentTrigger): PaymentDecision {
  switch (trigger.kind) {
    case 'begun':
      return onlyIf(payment.status === 'PREPARED', begin(payment));
    case 'superseded':
      return supersede(payment);
    case 'captureNeeded':
      return onlyIf(isAuthorized(payment, 'CARD'), { ...NOTHING, tasks: ['CAPTURE'] });
    case 'foundCertain':
      return onlyIf(payment.certainAt === null, { ...NOTHING, mark: 'certainAt' });
    case 'orderShipped':
      return ship(payment);
    case 'orderDelivered':
      return onlyIf(payment.deliveredAt === null, deliver(payment));
    case 'orderEnded':
      return onlyIf(payment.orderEnd !== 'SUPERSEDED', endWith(payment, trigger.end));
    case 'actionNeeded':
      return askCustomer(payment, trigger);
    case 'actionLapsed':
      return lapseAction(payment, trigger.reference);
    case 'authorized':
      return authorize(payment, trigger.reference);
    case 'declined':
      return onlyIf(isAsked(payment), { ...to('FAILED', ['PaymentFailed']), failureCode: trigger.code });
    case 'received':
      return receive(payment);
    case 'captured':
      return capture(payment);
    case 'captureRefused':
      return refuseCapture(payment, trigger.code);
    case 'authorizationLapsed':
      return onlyIf(payment.method === 'CARD', refuseCapture(payment, 'AUTHORIZATION_LAPSED'));
    case 'voided':
      return onlyIf(payment.status === 'AUTHORIZED', to('VOIDED', ['PaymentVoided']));
    case 'refundRequested':
      // Money that has not moved yet must not move any more.
      if (payment.status === 'AUTHORIZED') return endWith(payment, 'CANCELLED');
      return onlyIf(payment.status === 'PAID', openRefund(payment, 'requested'));
    case 'refunded':
      return onlyIf(payment.status === 'REFUND_PENDING', to('REFUNDED', ['PaymentRefunded']));
  }
}

/** The decision's changes to the payment itself; the same object when it decides nothing. */
export function applyDecision(payment: Payment, decision: PaymentDecision, now: Date): Payment {
  const endsAnew = decision.orderEnd !== undefined && decision.orderEnd !== payment.orderEnd;
  if (!decision.status && !endsAnew && !decision.mark && decision.tasks.length === 0) return payment;
  if (decision.status && !PAYMENT_TRANSITIONS[payment.status].includes(decision.status))
    throw new Error(`Payment ${payment.id} cannot go from ${payment.status} to ${decision.status}`);
  return {
    ...payment,
    status: decision.status ?? payment.status,
    failureCode: decision.failureCode ?? payment.failureCode,
    providerReference: decision.providerReference ?? payment.providerReference,
    orderEnd: decision.orderEnd ?? payment.orderEnd,
    actionUrl: decision.actionUrl ?? payment.actionUrl,
    actionUntil: decision.actionUntil ?? payment.actionUntil,
    ...(decision.mark ? { [decision.mark]: now } : {}),
    version: payment.version + 1,
    updatedAt: now,
  };
}

const NOTHING: PaymentDecision = { tasks: [], drop: [], publish: [] };

/** Decides nothing when the trigger says nothing new. */
function onlyIf(isNew: boolean, decision: PaymentDecision): PaymentDecision {
  return isNew ? decision : NOTHING;
}

function isAuthorized({ method, status }: Payment, by: PaymentMethodKind): boolean {
  return method === by && status === 'AUTHORIZED';
}

function to(status: PaymentStatus, publish: readonly PaymentEventName[]): PaymentDecision {
  return { ...NOTHING, status, publish };
}

function begin(payment: Payment): PaymentDecision {
  switch (payment.method) {
    case 'CARD':
      return { ...to('PENDING', []), tasks: ['AUTHORIZE'] };
    case 'KONBINI':
      return { ...to('PENDING', []), tasks: ['ISSUE_SLIP'] };
    case 'CASH_ON_DELIVERY':
    case 'POINTS':
      return to('AUTHORIZED', ['PaymentAuthorized']);
  }
}

/** Only cards are authorised by the provider: a slip is not paid by an answer that was meant for a card. */
function authorize(payment: Payment, reference: string): PaymentDecision {
  if (payment.method !== 'CARD') return NOTHING;
  if (isGivenUpUnheard(payment)) return { ...NOTHING, providerReference: reference, tasks: ['VOID'] };
  if (!isAsked(payment)) return NOTHING;
  const authorized = { ...to('AUTHORIZED', ['PaymentAuthorized'] as const), providerReference: reference };
  if (!payment.orderEnd) return authorized;
  return { ...authorized, publish: [], tasks: ['VOID'] };
}

/** The provider has not said yet whether it authorises. */
function isAsked({ status }: Payment): boolean {
  return status === 'PENDING' || status === 'ACTION_NEEDED';
}

/** The issuer wants to hear from the customer first. Nobody is sent there any more for an attempt that was given up. */
function askCustomer(
  payment: Payment,
  { reference, url, until }: { readonly reference: string; readonly url: string; readonly until: Date },
): PaymentDecision {
  const unwanted = leaveUnwanted(payment, reference);
  if (unwanted || payment.status !== 'PENDING') return unwanted ?? NOTHING;
  return {
    ...to('ACTION_NEEDED', ['PaymentActionNeeded']),
    providerReference: reference,
    actionUrl: url,
    actionUntil: until,
  };
}

/** The time to act is over, also for a customer whom a process that died did not send there. */
function lapseAction(payment: Payment, reference: string): PaymentDecision {
  const unwanted = leaveUnwanted(payment, reference);
  if (unwanted) return unwanted;
  return {
    ...to('FAILED', ['PaymentFailed']),
    failureCode: 'ACTION_TIMED_OUT',
    providerReference: reference,
    tasks: ['VOID'],
  };
}

/** What becomes of the issuer's question when the answer is not wanted; undefined when it is. */
function leaveUnwanted(payment: Payment, providerReference: string): PaymentDecision | undefined {
  if (payment.method !== 'CARD') return NOTHING;
  if (isGivenUpUnheard(payment)) return { ...NOTHING, providerReference, tasks: ['VOID'] };
  if (!isAsked(payment)) return NOTHING;
  return payment.orderEnd ? { ...leaveChallenge(), providerReference } : undefined;
}

/** The customer can no longer succeed there. Should they just have, the authorisation is given up all the same. */
function leaveChallenge(): PaymentDecision {
  return { ...to('VOIDED', ['PaymentVoided']), tasks: ['VOID'], drop: ['AUTHORIZE'] };
}

/** A card whose attempt was given up before the provider had answered. */
function isGivenUpUnheard({ status, orderEnd, providerReference }: Payment): boolean {
  return status === 'VOIDED' && orderEnd === 'SUPERSEDED' && providerReference === null;
}

/** For an expired order the money stays: the order decides what becomes of it. */
function receive(payment: Payment): PaymentDecision {
  if (payment.status !== 'PENDING' && payment.status !== 'VOIDED') return NOTHING;
  if (payment.orderEnd === null || payment.orderEnd === 'EXPIRED')
    return { ...to('PAID', ['PaymentReceived']), drop: ['CANCEL_SLIP'] };
  const reason =
    payment.orderEnd === 'CANCELLED'
      ? 'paid after the order was cancelled'
      : 'paid after another attempt had taken its place';
  return { ...openRefund(payment, reason), publish: ['PaymentReceived'], drop: ['CANCEL_SLIP'] };
}

/** A card that was not captured before the goods left is captured now. */
function ship(payment: Payment): PaymentDecision {
  const shipped: PaymentDecision = payment.shippedAt ? NOTHING : { ...NOTHING, mark: 'shippedAt' };
  return isAuthorized(payment, 'CARD') ? { ...shipped, tasks: ['CAPTURE'] } : shipped;
}

/** Cash is received at the door. Nothing is awarded without money: a card that is still captured is waited for. */
function deliver(payment: Payment): PaymentDecision {
  const delivered: PaymentDecision = { ...NOTHING, mark: 'deliveredAt' };
  if (isAuthorized(payment, 'CASH_ON_DELIVERY'))
    return { ...to('PAID', ['PaymentReceived']), mark: 'deliveredAt', award: true };
  const isThere = payment.status === 'PAID' || isAuthorized(payment, 'POINTS');
  return isThere ? { ...delivered, award: true } : delivered;
}

/** A capture and the end of an order may cross on the way to the provider: what it took goes back. */
function capture(payment: Payment): PaymentDecision {
  if (payment.status !== 'AUTHORIZED') return NOTHING;
  if (!payment.orderEnd) {
    const captured = to('PAID', ['PaymentCaptured']);
    return payment.deliveredAt ? { ...captured, award: true } : captured;
  }
  return { ...openRefund(payment, 'captured after the order had ended'), publish: ['PaymentCaptured'] };
}

/** The authorisation is given up, so that it does not stay on the customer's card; for an ended order it already is. */
function refuseCapture(payment: Payment, code: string): PaymentDecision {
  if (payment.status !== 'AUTHORIZED' || payment.orderEnd) return NOTHING;
  return { ...to('FAILED', ['PaymentFailed']), failureCode: code, tasks: ['VOID'] };
}

function endWith(payment: Payment, end: OrderEnd): PaymentDecision {
  const ended = { orderEnd: end };
  switch (payment.status) {
    case 'PREPARED':
      return { ...to('VOIDED', ['PaymentVoided']), ...ended };
    case 'PENDING':
      return payment.method === 'CARD' ? { ...NOTHING, ...ended } : { ...cancelSlip(), ...ended };
    case 'ACTION_NEEDED':
      return { ...leaveChallenge(), ...ended };
    case 'AUTHORIZED':
      if (payment.method === 'CARD') return { ...NOTHING, ...ended, tasks: ['VOID'], drop: ['CAPTURE'] };
      return { ...to('VOIDED', ['PaymentVoided']), ...ended };
    case 'PAID':
      // The order hears of the money, holds everything anew and is confirmed, or asks for the refund.
      if (end === 'EXPIRED') return { ...NOTHING, ...ended };
      return { ...openRefund(payment, 'the order was cancelled'), ...ended };
    case 'FAILED':
    case 'VOIDED':
    case 'REFUND_PENDING':
    case 'REFUNDED':
      return { ...NOTHING, ...ended };
  }
}

/** Nobody is to pay it any more. The provider is told even of one whose issue is under way, or was never heard of. */
function cancelSlip(): PaymentDecision {
  return { ...to('VOIDED', ['PaymentVoided']), tasks: ['CANCEL_SLIP'], drop: ['ISSUE_SLIP'] };
}

/**
 * Another attempt takes its place at once, so that at most one is live. What the provider still answers to this one is
 * given up when it is heard: nothing that is certain is superseded.
 */
function supersede(payment: Payment): PaymentDecision {
  const superseded = { orderEnd: 'SUPERSEDED' } as const;
  switch (payment.status) {
    case 'PREPARED':
      return { ...to('VOIDED', ['PaymentVoided']), ...superseded };
    case 'PENDING':
      if (payment.method !== 'CARD') return { ...cancelSlip(), ...superseded };
      return { ...to('VOIDED', ['PaymentVoided']), ...superseded };
    case 'ACTION_NEEDED':
      return { ...leaveChallenge(), ...superseded };
    case 'AUTHORIZED':
    case 'PAID':
    case 'FAILED':
    case 'VOIDED':
    case 'REFUND_PENDING':
    case 'REFUNDED':
      return NOTHING;
  }
}

/** A card goes back by itself; konbini and cash need the customer's bank account first. */
function openRefund(payment: Payment, reason: string): PaymentDecision {
  return {
    ...to('REFUND_PENDING', []),
    tasks: payment.method === 'CARD' ? ['REFUND'] : [],
    openRefund: reason,
  };
}
