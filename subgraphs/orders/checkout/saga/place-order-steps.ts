import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SlotUnavailable_Reason } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { DomainClients } from '../../order/domain-clients.ts';
import type { OrderDraft } from '../../order/order.ts';
import {
  insufficientPoints,
  insufficientStock,
  type PlaceOrderProblem,
  paymentMethodRefused,
  slotNotAvailable,
} from '../../order/problems.ts';
import { slotProblem } from '../basket.ts';
import { CHAIN_CODES, METHOD_CODES } from '../payment-offers.ts';

/** What a step came to: what it was for is there, it is refused, or its key was given back before. */
export type StepOutcome =
  | { readonly kind: 'done'; readonly paymentId?: string }
  | { readonly kind: 'refused'; readonly problem: PlaceOrderProblem }
  | { readonly kind: 'closed' };

/** A step of placing an order. Both directions may be repeated: they go by the order's id. */
export interface PlaceOrderStep {
  /** What has happened after it: the end of its crash points' names. */
  readonly name: string;
  readonly isNeeded: (draft: OrderDraft) => boolean;
  readonly run: (domains: DomainClients, draft: OrderDraft, call: CallLimit) => Promise<StepOutcome>;
  /** Gives back and leaves a tombstone, whether anything was held or not. */
  readonly undo: (domains: DomainClients, orderId: string, call: CallLimit) => Promise<unknown>;
}

export interface CallLimit {
  readonly timeoutMs: number;
}

/**
 * Everything that is held for an order, from top to bottom; then the order itself is written. One after the other:
 * whoever finds no stock must not take a place in a slot from somebody who does.
 */
export const PLACE_ORDER_STEPS: readonly PlaceOrderStep[] = [
  {
    name: 'stockReserved',
    isNeeded: () => true,
    run: reserveStock,
    undo: ({ inventory }, key, call) => inventory.releaseReservation({ key }, call),
  },
  {
    name: 'slotHeld',
    isNeeded: () => true,
    run: holdSlot,
    undo: ({ delivery }, key, call) => delivery.releaseHold({ key }, call),
  },
  {
    name: 'pointsHeld',
    isNeeded: ({ pointsUsed }) => pointsUsed > 0,
    run: holdPoints,
    undo: ({ payments }, key, call) => payments.releasePoints({ key }, call),
  },
  {
    name: 'paymentPrepared',
    isNeeded: () => true,
    run: preparePayment,
    undo: ({ payments }, orderId, call) => payments.abandonPayment({ orderId }, call),
  },
];

/** What this order could hold. */
export function neededSteps(draft: OrderDraft): PlaceOrderStep[] {
  return PLACE_ORDER_STEPS.filter((step) => step.isNeeded(draft));
}

/** What a hold needs of an order, whichever key it is held under. */
export interface HoldRequest
  extends Pick<OrderDraft, 'customerId' | 'lines' | 'slot' | 'address' | 'pointsUsed'> {
  readonly key: string;
  readonly expiresAt: Date;
}

export async function holdStock(
  domains: DomainClients,
  hold: HoldRequest,
  call: CallLimit,
): Promise<StepOutcome> {
  const lines = hold.lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
  const request = { key: hold.key, lines, expiresAt: timestampFromDate(hold.expiresAt) };
  const { result } = await domains.inventory.reserveStock(request, call);
  switch (result.case) {
    case 'reserved':
      return DONE;
    case 'insufficientStock':
      return refused(insufficientStock(result.value.shortages));
    case 'closed':
    case 'keyReused':
      return CLOSED;
    default:
      throw new Error(`inventory.ReserveStock of ${hold.key} answered nothing`);
  }
}

export async function holdPlace(
  domains: DomainClients,
  hold: HoldRequest,
  call: CallLimit,
): Promise<StepOutcome> {
  const { slotId } = hold.slot;
  const { latitude, longitude } = hold.address;
  const { result } = await domains.delivery.holdSlot(
    {
      key: hold.key,
      slotId,
      customerId: hold.customerId,
      point: { latitude, longitude },
      expiresAt: timestampFromDate(hold.expiresAt),
    },
    call,
  );
  if (result.case === 'held') return DONE;
  if (result.case !== 'unavailable') throw new Error(`delivery.HoldSlot of ${hold.key} answered nothing`);
  const { reason } = result.value;
  return reason === SlotUnavailable_Reason.HOLD_CLOSED
    ? CLOSED
    : refused(slotNotAvailable(slotId, slotProblem(reason)));
}

export async function setPointsAside(
  domains: DomainClients,
  hold: HoldRequest,
  call: CallLimit,
): Promise<StepOutcome> {
  const { key, customerId, pointsUsed: points, expiresAt } = hold;
  const request = { key, customerId, points, expiresAt: timestampFromDate(expiresAt) };
  const { result } = await domains.payments.holdPoints(request, call);
  switch (result.case) {
    case 'held':
      return DONE;
    case 'insufficient':
      return refused(insufficientPoints(result.value));
    case 'closed':
      return CLOSED;
    default:
      throw new Error(`payments.HoldPoints of ${key} answered nothing`);
  }
}

function reserveStock(domains: DomainClients, draft: OrderDraft, call: CallLimit): Promise<StepOutcome> {
  return holdStock(domains, holdOf(draft), call);
}

function holdSlot(domains: DomainClients, draft: OrderDraft, call: CallLimit): Promise<StepOutcome> {
  return holdPlace(domains, holdOf(draft), call);
}

function holdPoints(domains: DomainClients, draft: OrderDraft, call: CallLimit): Promise<StepOutcome> {
  return setPointsAside(domains, holdOf(draft), call);
}

async function preparePayment(
  domains: DomainClients,
  draft: OrderDraft,
  call: CallLimit,
): Promise<StepOutcome> {
  const { orderId, customerId, amountDueYen, pointsUsed, payment, paymentDeadlineAt, slot } = draft;
  const { result } = await domains.payments.preparePayment(
    {
      orderId,
      customerId,
      amountYen: amountDueYen,
      points: pointsUsed,
      method: METHOD_CODES[payment.method],
      paymentMethodId: payment.paymentMethodId,
      cardToken: payment.cardToken,
      konbiniChain: payment.konbiniChain && CHAIN_CODES[payment.konbiniChain],
      deadlineAt: paymentDeadlineAt === null ? undefined : timestampFromDate(new Date(paymentDeadlineAt)),
      cutOffAt: timestampFromDate(new Date(slot.cutOffAt)),
    },
    call,
  );
  if (result.case === 'prepared') return { kind: 'done', paymentId: result.value.paymentId };
  if (result.case !== 'refused') throw new Error(`payments.PreparePayment of ${orderId} answered nothing`);
  const { code, explanation } = result.value;
  return code === 'ABANDONED' ? CLOSED : refused(paymentMethodRefused(code, explanation));
}

function holdOf(draft: OrderDraft): HoldRequest {
  return { ...draft, key: draft.orderId, expiresAt: new Date(draft.holdsExpireAt) };
}

const DONE: StepOutcome = { kind: 'done' };
const CLOSED: StepOutcome = { kind: 'closed' };

function refused(problem: PlaceOrderProblem): StepOutcome {
  return { kind: 'refused', problem };
}
