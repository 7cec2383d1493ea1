import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import { pollingLoop, type StepResult } from './polling-loop.ts';

export interface BatchedReadsOptions<Q, A> {
  /** Shown in logs: `looks at followed orders`. */
  readonly name: string;
  /** Answers in the order of the questions, 1 to `size` of them, with one statement. */
  readonly read: (questions: readonly Q[]) => Promise<readonly A[]>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  /** The most questions of one read; default 200. */
  readonly size?: number;
}

/** Reads for many who ask at about the same time. */
export interface BatchedReads<Q, A> {
  /**
   * Answers once, however often the read fails before.
   * @param question is called when a read with it begins, again for each attempt
   * @returns takes the question back
   */
  ask(question: () => Q, answer: (answer: A) => void): () => void;
}

/**
 * Puts the questions of a whole process into few statements, one after the other: however many ask, one connection is
 * used. A read that fails, because a database is away or a pool is full, comes again after a pause of 250 ms to 5 s.
 */
export function batchedReads<Q, A>(options: BatchedReadsOptions<Q, A>): BatchedReads<Q, A> {
  const { name, read, clock, logger, size = 200 } = options;
  const waiting = new Set<Asked<Q, A>>();
  // A read serves many requests: it runs in the context of none of them.
  const outside = AsyncLocalStorage.snapshot();
  const loop = pollingLoop({ name, clock, logger, step: readSome, spacingMs: 0, longestPauseMs: 5_000 });

  return {
    ask(question, answer) {
      const asked = { question, answer };
      waiting.add(asked);
      outside(loop.wake);
      return () => void waiting.delete(asked);
    },
  };

  async function readSome(): Promise<StepResult> {
    // Whoever asks within this turn of the event loop comes along.
    await new Promise(setImmediate);
    const batch = firstOf(waiting, size);
    if (batch.length === 0) return 'idle';
    const answers = await read(batch.map(({ question }) => question())).catch((error: unknown) => {
      // Behind the others, so that a batch that always fails holds up nobody else for ever.
      for (const asked of batch) if (waiting.delete(asked)) waiting.add(asked);
      throw error;
    });
    batch.forEach((asked, index) => {
      if (waiting.delete(asked)) asked.answer(answers[index]!);
    });
    return waiting.size > 0 ? 'more' : 'found';
  }
}

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count) break;
    first.push(item);
  }
  return first;
}

interface Asked<Q, A> {
  readonly question: () => Q;
  readonly answer: (answer: A) => void;
}
