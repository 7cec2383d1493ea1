import { RpcError } from '@depachika/rpc/rpc.ts';

/** Lets a bounded number of callers in at once; the others wait their turn, and beyond a bounded queue are refused. */
export interface Admission {
  /** @throws RpcError RESOURCE_EXHAUSTED when the queue is full */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createAdmission(limits: { readonly atOnce: number; readonly queue: number }): Admission {
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    async run(work) {
      if (running < limits.atOnce) running += 1;
      else await turn();
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };

  function turn(): Promise<void> {
    if (waiting.length >= limits.queue) {
      throw new RpcError('RESOURCE_EXHAUSTED', 'Too many orders are being placed');
    }
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  }
}
