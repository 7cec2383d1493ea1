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
  return await awaitEnd(services, orderId, async () => {
    const saga = await findSaga(services.database, key);
    if (saga?.orderId !== orderId) return 'lost';
    if (saga.problem && saga.state !== 'RUNNING') return { kind: 'refused', problem: saga.problem } as const;
    if (saga.state === 'DONE') return { kind: 'placed', orderId } as const;
    return saga.state === 'RUNNING' ? 'running' : 'lost';
  });
}

/**
 * What `look` finds once it is no longer 'running': woken on the channel of this id, and looking now and then.
 * @throws RpcError UNAVAILABLE when it is 'lost', or does not end within 20 s
 */
export async function awaitEnd<Outcome>(
  services: OrdersServices,
  id: string,
  look: () => Promise<Outcome | 'running' | 'lost'>,
): Promise<Outcome> {
  for (let looks = 0; looks <= MAX_WAIT_MS / POLL_MS; looks += 1) {
    // Listening before looking: what ends in between is heard.
    const wakeUp = nextWakeUp(services, id);
    try {
      const found = await look();
      if (found === 'lost') throw failed();
      if (found !== 'running') return found;
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
  return new RpcError('UNAVAILABLE', 'The same request is being carried out and has no outcome yet');
}

function nextWakeUp({ pubSub, clock }: OrdersServices, id: string) {
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  const unsubscribe = pubSub.subscribe(sagaChannel(id), () => resolve());
  const timer = clock.after(jittered(POLL_MS, { least: 1, most: 1.25 }), resolve);
  return {
    heard,
    stop() {
      unsubscribe();
      timer.cancel();
    },
  };
}
