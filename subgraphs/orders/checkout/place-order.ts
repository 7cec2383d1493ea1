import { RpcError } from '@depachika/rpc/rpc.ts';
import { idempotencyKeyReused, orderEnded, type PlaceOrderProblem } from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { draftOrder } from './draft-order.ts';
import { hashOf, invalidPlaceOrder, type PlaceOrderInput } from './order-input.ts';
import { awaitSaga } from './saga/await-saga.ts';
import { beginSaga } from './saga/begin-saga.ts';
import { type PlaceOrderOutcome, runSaga } from './saga/run-saga.ts';
import { findSaga, type KnownSaga } from './saga/saga-store.ts';

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
    if (known && isBinding(known)) {
      return await orEnded(services, await awaitSaga(services, request, known.orderId));
    }
    const outcome = await services.placing.run(() => attemptToPlace(services, request, input));
    if (outcome) return outcome;
  }
  throw new RpcError('UNAVAILABLE', 'Too many attempts with this key at once');
}

const MAX_ATTEMPTS = 5;

interface KeyedRequest {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly inputHash: string;
}

/** A key whose order has ended says so: whoever asks again does not mean an order that is gone. */
async function orEnded(services: OrdersServices, outcome: PlaceOrderOutcome): Promise<PlaceOrderOutcome> {
  if (outcome.kind !== 'placed') return outcome;
  const { orderId } = outcome;
  const order = (await services.orders.views([orderId])).get(orderId);
  const hasEnded = order?.status === 'CANCELLED' || order?.status === 'EXPIRED';
  return hasEnded ? refusal(orderEnded(orderId)) : outcome;
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
  const drafted = await draftOrder(services, request.customerId, input, services.clock.now());
  if (drafted.kind !== 'drafted') return refusal(drafted);
  const { draft } = drafted;
  const begun = await beginSaga(services, { ...request, draft });
  if (begun === 'keyTaken') return undefined;
  if (begun !== 'begun') return refusal(begun);
  services.crashPoints.reach('orders.placeOrder.sagaStarted');
  const outcome = await runSaga(services, { orderId: draft.orderId, attempts: 1, draft });
  return outcome === 'takenOver' ? undefined : outcome;
}

function refusal(problem: PlaceOrderProblem): PlaceOrderOutcome {
  return { kind: 'refused', problem };
}
