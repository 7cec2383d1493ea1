import { jittered } from '@depachika/clock/backoff.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { sagaChannel } from '@depachika/schema/channels.ts';
import type { OrdersServices } from '../../order/services.ts';
import type { PlaceOrderOutcome } from './run-saga.ts';
import { findSaga } from './saga-store.ts';

/**
 * The outcome of an attempt that somebody else runs: woken when it ends, and looking now and then in case the wake-up
 * was lost.
 * @throws RpcError UNAVAILABLE when it fails, or does not end within 20 s
 */
export async function awaitSaga(
  services: OrdersServices,
  key: { readonly customerId: string; readonly idempotencyKey: string },
  orderId: string,
): Promise<PlaceOrderOutcome> {
  for (let look = 0; look <= MAX_WAIT_MS / POLL_MS; look += 1) {
    // Listening before looking: what ends in between is heard.
    const wakeUp = nextWakeUp(services, orderId);
    try {
      const saga = await findSaga(services.database, key);
      if (saga?.orderId === orderId && saga.problem && saga.state !== 'RUNNING') {
        return { kind: 'refused', problem: saga.problem };
      }
      if (saga?.orderId === orderId && saga.state === 'DONE') return { kind: 'placed', orderId };
      if (saga?.orderId !== orderId || saga.state !== 'RUNNING') throw failed();
      await wakeUp.heard;
    } finally {
      wakeUp.stop();
    }
  }
  throw failed();
}

const POLL_MS = 500;
const MAX_WAIT_MS = 20_000;

function failed(): RpcError {
  return new RpcError('UNAVAILABLE', 'The same order is being placed and has no outcome yet');
}

function nextWakeUp({ pubSub, clock }: OrdersServices, orderId: string) {
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  const unsubscribe = pubSub.subscribe(sagaChannel(orderId), () => resolve());
  const timer = clock.after(jittered(POLL_MS, { least: 1, most: 1.25 }), resolve);
  return {
    heard,
    stop() {
      unsubscribe();
      timer.cancel();
    },
  };
}
