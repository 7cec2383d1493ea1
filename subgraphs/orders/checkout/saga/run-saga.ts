import { faultCode } from '@depachika/database/fault-codes.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { sagaChannel } from '@depachika/schema/channels.ts';
import type { OrderDraft } from '../../order/order.ts';
import { orderPlaced } from '../../order/order-events.ts';
import { type OrderView, placedView } from '../../order/order-view.ts';
import { cartChanged, type PlaceOrderProblem } from '../../order/problems.ts';
import type { OrdersServices } from '../../order/services.ts';
import {
  neededSteps,
  type PlaceOrderRequest,
  type PlaceOrderStep,
  placeOrderRequest,
} from './place-order-steps.ts';
import { finishSaga, type SagaFence } from './saga-store.ts';
import type { StepProblem } from './step-problem.ts';
import { undoSaga } from './undo-saga.ts';

/** What came of placing an order. A `placed` one is read by its id unless this very call wrote it. */
export type PlaceOrderOutcome =
  | { readonly kind: 'placed'; readonly orderId: string; readonly view?: OrderView }
  | { readonly kind: 'refused'; readonly problem: PlaceOrderProblem };

/** Runs the steps of an attempt that is written down, and writes the order; or gives everything back. */
export async function runSaga(
  services: OrdersServices,
  saga: SagaFence & { readonly draft: OrderDraft },
): Promise<PlaceOrderOutcome | 'takenOver'> {
  const request = placeOrderRequest(saga.draft);
  // How far an attempt came before it was taken over is not known.
  const begun = saga.attempts > 1 ? neededSteps(request) : [];
  try {
    const held = await holdAll(services, request, begun);
    const outcome = held.kind === 'refused' ? held : await insertOrder(services, saga, held.paymentId);
    if (outcome === 'takenOver' || outcome.kind === 'placed') return outcome;
    return (await undoSaga(services, saga, begun, outcome.problem)) ? outcome : 'takenOver';
  } catch (error) {
    services.logger.warn(
      { err: error, orderId: saga.orderId },
      'An order could not be placed: giving everything back',
    );
    const undone = await undoSaga(services, saga, begun, null).catch((reason) => {
      // The recovery finds it by its lease and gives everything back.
      services.logger.error({ err: reason, orderId: saga.orderId }, 'An attempt is left to the recovery');
      return true;
    });
    if (!undone) return 'takenOver';
    throw unavailable(error);
  }
}

type Held = { readonly kind: 'placeable'; readonly paymentId: string } | Refused;

interface Refused {
  readonly kind: 'refused';
  readonly problem: StepProblem;
}

/** @param begun is told of every step before it is tried: its outcome may never be known */
async function holdAll(
  services: OrdersServices,
  request: PlaceOrderRequest,
  begun: PlaceOrderStep[],
): Promise<Held> {
  const call = { timeoutMs: services.config.rpcTimeoutMs };
  let paymentId: string | undefined;
  for (const step of neededSteps(request)) {
    if (!begun.includes(step)) begun.push(step);
    const outcome = await step.run(services, request, call);
    if (outcome.kind === 'refused') return outcome;
    if (outcome.kind === 'closed') throw new Error(`${step.name}: the key was given back before`);
    paymentId ??= outcome.paymentId;
    services.crashPoints.reach(`orders.placeOrder.${step.name}`);
  }
  return { kind: 'placeable', paymentId: paymentId! };
}

/** The transaction that all steps lead to: an order, or nothing when the cart has changed since it was read. */
async function insertOrder(
  services: OrdersServices,
  saga: SagaFence & { readonly draft: OrderDraft },
  paymentId: string,
): Promise<Extract<PlaceOrderOutcome, { kind: 'placed' }> | Refused | 'takenOver'> {
  const now = services.clock.now();
  const { orderId, draft } = saga;
  const finished = await services.database.transaction({ name: 'orders.placeOrder' }, async (tx) => {
    const outcome = await finishSaga(tx, saga, { draft, paymentId, now });
    if (outcome.kind !== 'placed') return outcome;
    await services.outbox.append(tx, [
      orderPlaced(draft, { number: outcome.number, paymentId, placedAt: now }),
    ]);
    return outcome;
  });
  if (finished.kind === 'takenOver') return 'takenOver';
  if (finished.kind === 'cartChanged') return { kind: 'refused', problem: cartChanged('CHANGED') };
  services.crashPoints.reach('orders.placeOrder.orderInserted');
  services.pubSub.publish(sagaChannel(orderId));
  return { kind: 'placed', orderId, view: placedView(draft, finished.number, now) };
}

/** Whatever went wrong, the customer may try again; what is overloaded says so. */
function unavailable(cause: unknown): RpcError {
  if (faultCode(cause) === 'OVERLOADED')
    return new RpcError('RESOURCE_EXHAUSTED', 'Too much is going on', { cause });
  return new RpcError('UNAVAILABLE', 'The order could not be placed; nothing is held', { cause });
}
