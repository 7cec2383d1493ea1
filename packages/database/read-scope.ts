import { AsyncLocalStorage } from 'node:async_hooks';

interface ReadScope {
  fromReplica: boolean;
}

const current = new AsyncLocalStorage<ReadScope>();

/**
 * Statements that `run` sends outside a transaction may be answered by the read replica, where there is one. Once it
 * has taken anything from the primary it stays there: what it reads never goes back in time. What `run` leaves running
 * reads the primary.
 */
export async function readFromReplica<T>(run: () => T | Promise<T>): Promise<T> {
  const scope: ReadScope = { fromReplica: true };
  try {
    return await current.run(scope, run);
  } finally {
    scope.fromReplica = false;
  }
}

/** `run`, and all that this asynchronous context reads afterwards, is answered by the primary. */
export function readFromPrimary<T>(run: () => T): T {
  stayWithPrimary();
  return run();
}

/** As {@link readFromPrimary} from now on. */
export function stayWithPrimary(): void {
  const scope = current.getStore();
  if (scope) scope.fromReplica = false;
}

export function mayReadFromReplica(): boolean {
  return current.getStore()?.fromReplica === true;
}
