import { backoffMs } from '@depachika/clock/backoff.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { sagaChannel } from '@depachika/schema/channels.ts';
import type { OrderDraft } from '../order/order.ts';
import { orderPlaced } from '../order/order-events.ts';
import type { OrderView } from '../order/order-view.ts';
import { idempotencyKeyReused, type PlaceOrderProblem } from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { awaitSaga } from './await-saga.ts';
import { draftOrder } from './draft-order.ts';
import { hashOf, invalidPlaceOrder, type PlaceOrderInput } from './order-input.ts';
import { PLACE_ORDER_STEPS, type PlaceOrderStep } from './place-order-steps.ts';
import {
  beginSaga,
  beginUndo,
  endUndo,
  findSaga,
  finishSaga,
  type KnownSaga,
  leaveUndo,
  type SagaFence,
} from './saga-store.ts';

/** What came of it. A `placed` order is read by its id unless this very call wrote it. */
export type PlaceOrderOutcome =
  | { readonly kind: 'placed'; readonly orderId: string; readonly view?: OrderView }
  | { readonly kind: 'refused'; readonly problem: PlaceOrderProblem };

/**
 * Places an order: everything is held and prepared, or nothing is. The same key and input give the same order, also
 * at once; a refused attempt may be made anew under its key.
 * @throws RpcError UNAVAILABLE when the outcome could not be had (everything is given back; try again with the same
 *   key), RESOURCE_EXHAUSTED when too much is going on
 */
export async function placeOrder(
  services: OrdersServices,
  customerId: string,
  input: PlaceOrderInput,
): Promise<PlaceOrderOutcome> {
  const invalid = invalidPlaceOrder(input);
  if (invalid) return refusal(invalid);
  const request = { customerId, idempotencyKey: input.idempotencyKey, inputHash: hashOf(input) };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const known = await findSaga(services.database, request);
    if (known && known.inputHash !== request.inputHash) {
      return refusal(idempotencyKeyReused(input.idempotencyKey));
    }
    if (known && isBinding(known)) return await awaitSaga(services, request, known.orderId);
    const outcome = await services.placing.run(() => attemptToPlace(services, request, input));
    if (outcome) return outcome;
  }
  throw new RpcError('UNAVAILABLE', 'Too many attempts with this key at once');
}

const MAX_ATTEMPTS = 5;

/** Runs the steps of an attempt that is written down, and writes the order; or gives everything back. */
export async function runSaga(
  services: OrdersServices,
  saga: SagaFence & { readonly draft: OrderDraft },
): Promise<PlaceOrderOutcome | 'takenOver'> {
  // Whoever takes an attempt over does not know how far it came before.
  const begun = saga.attempts > 1 ? neededSteps(saga.draft) : [];
  try {
    const held = await holdAll(services, saga.draft, begun);
    if (held.kind === 'placeable') {
      const view = await insertOrder(services, saga, held.paymentId);
      return view ? { kind: 'placed', orderId: saga.orderId, view } : 'takenOver';
    }
    if (!(await undo(services, saga, begun, held.problem))) return 'takenOver';
    return refusal(held.problem);
  } catch (error) {
    services.logger.warn(
      { err: error, orderId: saga.orderId },
      'An order could not be placed: giving everything back',
    );
    const undone = await undo(services, saga, begun, null).catch((reason) => {
      // The recovery finds it by its lease and gives everything back.
      services.logger.error({ err: reason, orderId: saga.orderId }, 'An attempt is left to the recovery');
      return true;
    });
    if (!undone) return 'takenOver';
    throw unavailable(error);
  }
}

/** What this order could hold. */
export function neededSteps(draft: OrderDraft): PlaceOrderStep[] {
  return PLACE_ORDER_STEPS.filter((step) => step.isNeeded(draft));
}

/** Gives back what these steps may have held. What cannot be given back now is tried again by the recovery. */
export async function releaseAll(
  services: OrdersServices,
  saga: SagaFence,
  steps: readonly PlaceOrderStep[],
): Promise<boolean> {
  const call = { timeoutMs: services.config.rpcTimeoutMs };
  const results = await Promise.allSettled(
    steps.toReversed().map(async (step) => {
      await step.undo(services, saga.orderId, call);
      services.crashPoints.reach(`orders.placeOrder.undone.${step.name}`);
    }),
  );
  const failed = results.filter((result) => result.status === 'rejected');
  for (const { reason } of failed) {
    services.logger.warn({ err: reason, orderId: saga.orderId }, 'A hold could not be given back yet');
  }
  if (failed.length > 0) {
    await leaveUndo(services.database, saga, nextTry(services, saga));
    return false;
  }
  await endUndo(services.database, saga, services.clock.now());
  services.pubSub.publish(sagaChannel(saga.orderId));
  return true;
}

/** A domain that was started again is back within seconds; one that is not is asked ever less often. */
function nextTry({ clock, config }: OrdersServices, { attempts }: SagaFence): Date {
  const pauseMs = backoffMs({ firstMs: UNDO_PAUSE_MS, longestMs: config.sagaLeaseMs }, attempts);
  return new Date(clock.now().getTime() + pauseMs);
}

const UNDO_PAUSE_MS = 1_000;

interface KeyedRequest {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly inputHash: string;
}

/** True when the key stands for this attempt or its order; false when it may be tried anew. */
function isBinding({ state }: KnownSaga): boolean {
  return state === 'RUNNING' || state === 'UNDOING' || state === 'DONE';
}

/** @returns undefined when somebody else began with the same key meanwhile, or took this attempt over */
async function attemptToPlace(
  services: OrdersServices,
  request: KeyedRequest,
  input: PlaceOrderInput,
): Promise<PlaceOrderOutcome | undefined> {
  const { database, clock, config } = services;
  const draft = await draftOrder(services, request.customerId, input, clock.now());
  if ('__typename' in draft) return refusal(draft);
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + config.sagaLeaseMs);
  const begins = {
    draft,
    idempotencyKey: request.idempotencyKey,
    inputHash: request.inputHash,
    leaseUntil,
    now,
  };
  if (!(await beginSaga(database, begins))) return undefined;
  services.crashPoints.reach('orders.placeOrder.sagaStarted');
  const outcome = await runSaga(services, { orderId: draft.orderId, attempts: 1, draft });
  return outcome === 'takenOver' ? undefined : outcome;
}

type Held =
  | { readonly kind: 'placeable'; readonly paymentId: string }
  | { readonly kind: 'refused'; readonly problem: PlaceOrderProblem };

/** @param begun is told of every step before it is tried: its outcome may never be known */
async function holdAll(services: OrdersServices, draft: OrderDraft, begun: PlaceOrderStep[]): Promise<Held> {
  const call = { timeoutMs: services.config.rpcTimeoutMs };
  let paymentId: string | undefined;
  for (const step of neededSteps(draft)) {
    if (!begun.includes(step)) begun.push(step);
    const outcome = await step.run(services, draft, call);
    if (outcome.kind === 'refused') return outcome;
    if (outcome.kind === 'closed') throw new Error(`${step.name}: the key was given back before`);
    paymentId ??= outcome.paymentId;
    services.crashPoints.reach(`orders.placeOrder.${step.name}`);
  }
  return { kind: 'placeable', paymentId: paymentId! };
}

/** The one transaction of the flow. @returns undefined when somebody else took the attempt over */
async function insertOrder(
  services: OrdersServices,
  saga: SagaFence & { readonly draft: OrderDraft },
  paymentId: string,
): Promise<OrderView | undefined> {
  const now = services.clock.now();
  const number = await services.database.transaction(
    { name: 'orders.placeOrder' },
    async (tx: Transaction) => {
      const drawn = await finishSaga(tx, saga, { draft: saga.draft, paymentId, now });
      if (drawn === undefined) return undefined;
      await services.outbox.append(tx, [
        orderPlaced(saga.draft, { number: drawn, paymentId, placedAt: now }),
      ]);
      return drawn;
    },
  );
  if (number === undefined) return undefined;
  services.crashPoints.reach('orders.placeOrder.orderInserted');
  services.pubSub.publish(sagaChannel(saga.orderId));
  return placedView(saga.draft, number, now);
}

/** @returns false when the attempt is no longer ours: it was taken over, or its order was placed after all */
async function undo(
  services: OrdersServices,
  saga: SagaFence,
  begun: readonly PlaceOrderStep[],
  problem: PlaceOrderProblem | null,
): Promise<boolean> {
  if (!(await beginUndo(services.database, saga, problem))) return false;
  services.crashPoints.reach('orders.placeOrder.undoing');
  await releaseAll(services, saga, begun);
  return true;
}

/** The order as it was just written, without reading it again. */
function placedView(draft: OrderDraft, number: string, now: Date): OrderView {
  const { orderId, customerId, payment, fromCart: _, holdsExpireAt: __, ...rest } = draft;
  const placedAt = now.toISOString();
  return {
    ...rest,
    id: orderId,
    number,
    customerId,
    status: 'PENDING',
    paymentStatus: 'PENDING',
    version: 1,
    paymentMethod: payment.method,
    history: [
      { orderId, version: 1, from: null, to: 'PENDING', by: 'CUSTOMER', note: '', occurredAt: placedAt },
    ],
    cancelReason: null,
    placedAt,
    updatedAt: placedAt,
  };
}

function refusal(problem: PlaceOrderProblem): PlaceOrderOutcome {
  return { kind: 'refused', problem };
}

/** Whatever went wrong, the customer may try again; what is overloaded says so. */
function unavailable(cause: unknown): RpcError {
  const code = (cause as { code?: unknown }).code;
  if (code === 'RESOURCE_EXHAUSTED' || code === 'OVERLOADED') {
    return new RpcError('RESOURCE_EXHAUSTED', 'Too much is going on', { cause });
  }
  return new RpcError('UNAVAILABLE', 'The order could not be placed; nothing is held', { cause });
}
