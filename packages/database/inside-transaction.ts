import { AsyncLocalStorage } from 'node:async_hooks';

/** Something other than the transaction's own statements was tried while the transaction was open: a fault in our code. */
export class InsideTransaction extends Error {
  readonly code = 'INSIDE_TRANSACTION';

  constructor(transaction: string, attempted: string) {
    super(`Inside transaction ${transaction} only its own statements may run, but it tried: ${attempted}`);
    this.name = 'InsideTransaction';
  }
}

interface OpenTransaction {
  readonly name: string;
  open: boolean;
}

const current = new AsyncLocalStorage<OpenTransaction>();

/**
 * For whatever leaves the process or waits for others: RPC, bus, cache, HTTP, wake-ups, other connections.
 * @param what shown in the error: `RPC inventory.ReserveStock`
 * @throws InsideTransaction while a transaction of this asynchronous context is open
 */
export function assertOutsideTransaction(what: string): void {
  const refused = transactionRefusal(what);
  if (refused) throw refused;
}

/** As {@link assertOutsideTransaction}, for callers that must not throw synchronously. */
export function transactionRefusal(what: string): InsideTransaction | undefined {
  const transaction = current.getStore();
  return transaction?.open ? new InsideTransaction(transaction.name, what) : undefined;
}

/** Runs `work` with everything that it starts marked as inside the transaction, until it settles. */
export async function insideTransaction<T>(name: string, work: () => Promise<T>): Promise<T> {
  const mark: OpenTransaction = { name, open: true };
  try {
    return await current.run(mark, work);
  } finally {
    mark.open = false;
  }
}
