import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string | undefined>();

/** Runs `run` with everything that it starts belonging to this request; log lines and events carry the id. */
export function withRequestId<T>(requestId: string | undefined, run: () => T): T {
  return current.run(requestId, run);
}

/** The id of the request that this code runs for, if any. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}
