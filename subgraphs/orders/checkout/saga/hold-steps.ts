import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SlotUnavailable_Reason } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { DomainClients } from '../../order/domain-clients.ts';
import type { OrderDraft } from '../../order/order.ts';
import { insufficientPoints, insufficientStock, slotNotAvailable } from '../../order/problems.ts';
import { slotProblem } from '../delivery-place.ts';
import type { StepProblem } from './step-problem.ts';

/** What a step came to: what it was for is there, it is refused, or its key was given back before. */
export type StepOutcome =
  | { readonly kind: 'done'; readonly paymentId?: string }
  | { readonly kind: 'refused'; readonly problem: StepProblem }
  | { readonly kind: 'closed' };

/** A step of a saga. Both directions may be repeated: they go by a key. */
export interface SagaStep<Request> {
  /** What has happened after the step: the end of its crash points' names. */
  readonly name: string;
  readonly isNeeded: (request: Request) => boolean;
  readonly run: (domains: DomainClients, request: Request, call: CallLimit) => Promise<StepOutcome>;
  /** Gives back and leaves a tombstone, whether anything was held or not. */
  readonly undo: (domains: DomainClients, key: string, call: CallLimit) => Promise<unknown>;
}

export interface CallLimit {
  readonly timeoutMs: number;
}

/** What a hold needs of an order, whichever key it is held under. */
export interface HoldRequest
  extends Pick<OrderDraft, 'orderId' | 'customerId' | 'lines' | 'slot' | 'address' | 'pointsUsed'> {
  readonly key: string;
  readonly expiresAt: Date;
}

/**
 * Everything that is held for an order, from top to bottom. One after the other: a customer who finds no stock must not
 * take a place in a slot from one who does.
 */
export const HOLD_STEPS: readonly SagaStep<HoldRequest>[] = [
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
];

async function reserveStock(
  domains: DomainClients,
  hold: HoldRequest,
  call: CallLimit,
): Promise<StepOutcome> {
  const lines = hold.lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
  const request = {
    key: hold.key,
    orderId: hold.orderId,
    lines,
    locationIds: [...(hold.slot.locationIds ?? [])],
    expiresAt: timestampFromDate(hold.expiresAt),
  };
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

async function holdSlot(domains: DomainClients, hold: HoldRequest, call: CallLimit): Promise<StepOutcome> {
  const { slotId, leadTimeDays = 0 } = hold.slot;
  const { latitude, longitude } = hold.address;
  const { result } = await domains.delivery.holdSlot(
    {
      key: hold.key,
      orderId: hold.orderId,
      slotId,
      customerId: hold.customerId,
      point: { latitude, longitude },
      leadTimeDays,
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

async function holdPoints(domains: DomainClients, hold: HoldRequest, call: CallLimit): Promise<StepOutcome> {
  const { key, orderId, customerId, pointsUsed: points, expiresAt } = hold;
  const request = { key, orderId, customerId, points, expiresAt: timestampFromDate(expiresAt) };
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

const DONE: StepOutcome = { kind: 'done' };
const CLOSED: StepOutcome = { kind: 'closed' };

function refused(problem: StepProblem): StepOutcome {
  return { kind: 'refused', problem };
}
