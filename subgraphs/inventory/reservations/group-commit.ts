import { RpcError } from '@depachika/rpc/rpc.ts';

export interface GroupCommitOptions<Q, A> {
  /** Requests of one batch at most. */
  readonly maxBatch: number;
  /** Requests that may wait; one more is refused at once. */
  readonly maxWaiting: number;
  /** Batches at work at the same time, 1 or more. */
  readonly concurrency: number;
  /** Carries out a batch, all of it or nothing, and answers in its order. */
  readonly commit: (batch: readonly Q[]) => Promise<readonly A[]>;
  /** True when the failure may be one request's fault: then each of the batch is carried out alone. */
  readonly isolates: (error: unknown) => boolean;
}

export interface GroupCommit<Q, A> {
  /**
   * Joins the next batch. A request whose signal aborts while it waits is dropped, never carried out.
   * Throws RpcError: RESOURCE_EXHAUSTED when too many wait, UNAVAILABLE when closed, DEADLINE_EXCEEDED.
   */
  submit(request: Q, signal?: AbortSignal): Promise<A>;
  waiting(): number;
  /** Resolves when all that was admitted is answered. */
  close(): Promise<void>;
}

interface Waiting<Q, A> {
  readonly request: Q;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One transaction for all who arrived while the last one committed: under load the database's commits per second
 * times the batch, and alone no wait at all.
 */
export function createGroupCommit<Q, A>(options: GroupCommitOptions<Q, A>): GroupCommit<Q, A> {
  const { maxBatch, maxWaiting, concurrency, commit, isolates } = options;
  const queue: Waiting<Q, A>[] = [];
  const running = new Set<Promise<void>>();
  let scheduled = false;
  let closed = false;

  return {
    submit(request, signal) {
      if (closed) return Promise.reject(new RpcError('UNAVAILABLE', 'Inventory is closing'));
      if (queue.length >= maxWaiting) {
        return Promise.reject(new RpcError('RESOURCE_EXHAUSTED', `${maxWaiting} reservations wait already`));
      }
      return new Promise<A>((resolve, reject) => {
        queue.push({ request, signal, resolve, reject });
        schedule();
      });
    },
    waiting: () => queue.length,
    async close() {
      closed = true;
      while (running.size > 0 || queue.length > 0) {
        schedule();
        await Promise.race([...running, nextTurn()]);
      }
    },
  };

  /** After the current turn of the event loop, so that all who arrive in it share a batch. */
  function schedule(): void {
    if (scheduled || running.size >= concurrency || queue.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      while (running.size < concurrency && queue.length > 0) start(queue.splice(0, maxBatch));
    });
  }

  function start(batch: Waiting<Q, A>[]): void {
    const run = serve(batch.filter(isStillWanted)).finally(() => {
      running.delete(run);
      schedule();
    });
    running.add(run);
  }

  async function serve(batch: readonly Waiting<Q, A>[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const answers = await commit(batch.map(({ request }) => request));
      batch.forEach(({ resolve }, place) => {
        resolve(answers[place]!);
      });
    } catch (error) {
      if (batch.length === 1 || !isolates(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const one of batch) await serve([one]);
    }
  }
}

function isStillWanted({ signal, reject }: Pick<Waiting<never, never>, 'signal' | 'reject'>): boolean {
  if (!signal?.aborted) return true;
  reject(
    new RpcError('DEADLINE_EXCEEDED', 'The reservation was given up before its turn', {
      cause: signal.reason,
    }),
  );
  return false;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
