import { backoffMs } from '@depachika/clock/backoff.ts';
import { sagaChannel } from '@depachika/schema/channels.ts';
import type { OrdersServices } from '../../order/services.ts';
import type { PlaceOrderStep } from './place-order-steps.ts';
import { beginUndo, endUndo, leaveUndo, type SagaFence } from './saga-store.ts';
import type { StepProblem } from './step-problem.ts';

/**
 * Ends an attempt that came to nothing, for a reason that the client is told or for a fault (null).
 * @returns false when the attempt is no longer ours: it was taken over, or its order was placed after all
 */
export async function undoSaga(
  services: OrdersServices,
  saga: SagaFence,
  begun: readonly PlaceOrderStep[],
  problem: StepProblem | null,
): Promise<boolean> {
  if (!(await beginUndo(services.database, saga, problem))) return false;
  services.crashPoints.reach('orders.placeOrder.undoing');
  await releaseAll(services, saga, begun);
  return true;
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
