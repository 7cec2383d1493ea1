import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { StoredEvent } from '../event-log.ts';
import { fromMessage } from './kafka-message.ts';

export interface BatchingOptions {
  /** At most this many events in one call of `handle`, 1 or more. */
  readonly batchSize: number;
  readonly heartbeatMs: number;
  readonly handle: (batch: readonly StoredEvent[]) => Promise<void>;
  /** Told of each attempt that failed, 1 for the first; resolves when the batch should be tried again. */
  readonly beforeRetry: (error: unknown, failures: number) => Promise<void>;
}

/** Joins what arrives from many partitions into few calls, one at a time, and acknowledges what was handled. */
export interface Batching {
  /** As kafkajs calls it, for many partitions at once. Rejects when the group has changed, so that kafkajs rejoins. */
  eachBatch(payload: EachBatchPayload): Promise<void>;
  /** No call begins after this; resolves when the one in hand is finished and acknowledged. */
  drain(): Promise<void>;
  /** Lets kafkajs have back what was not handled; only after it was told to stop, or it asks again at once. */
  release(): void;
  isHandling(): boolean;
}

interface Waiting {
  readonly payload: EachBatchPayload;
  readonly messages: readonly KafkaMessage[];
  /** Messages that are handled and acknowledged. */
  done: number;
  readonly settled: PromiseWithResolvers<void>;
}

export function batching(options: BatchingOptions): Batching {
  const { batchSize, heartbeatMs, handle, beforeRetry } = options;
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let draining = false;
  let handling = false;
  /** Why this process may no longer hold its partitions. */
  let expelled: Error | undefined;

  return {
    eachBatch(payload) {
      const settled = Promise.withResolvers<void>();
      waiting.push({ payload, messages: payload.batch.messages, done: 0, settled });
      if (!draining) running ??= start();
      return settled.promise;
    },
    async drain() {
      draining = true;
      await running;
    },
    release: () => dismiss(undefined),
    isHandling: () => handling,
  };

  async function start(): Promise<void> {
    // All partitions of one fetch arrive before this.
    await new Promise((resolve) => setImmediate(resolve));
    expelled = undefined;
    const timer = setInterval(() => beat(), heartbeatMs);
    try {
      while (waiting.length > 0 && !draining && !expelled) await handleNext();
    } finally {
      clearInterval(timer);
      running = undefined;
    }
    if (expelled) dismiss(expelled);
    else if (waiting.length > 0 && !draining) running = start();
  }

  async function handleNext(): Promise<void> {
    dismissStale();
    const taken = take(waiting, batchSize);
    if (taken.length === 0) return;
    if (!(await handleUntilDone(eventsOf(taken)))) return;
    for (const { from, count } of taken) from.done += count;
    try {
      await acknowledge(taken);
    } catch (error) {
      // The batch was handled. The group decides which member gets it next, and that one finds it out.
      expelled ??= asError(error);
    }
    for (const { from } of taken) if (from.done === from.messages.length) settle(from);
  }

  /** @returns false when the batch was given up: closing, or another process has the partitions now */
  async function handleUntilDone(batch: readonly StoredEvent[]): Promise<boolean> {
    handling = true;
    try {
      for (let failures = 1; !(await attempt(batch, failures)); failures += 1) {
        if (isOver()) return false;
      }
      return true;
    } finally {
      handling = false;
    }
  }

  /** @returns false when the batch should be tried again, unless it is given up */
  async function attempt(batch: readonly StoredEvent[], failures: number): Promise<boolean> {
    try {
      await handle(batch);
      return true;
    } catch (error) {
      if (!isOver()) await beforeRetry(error, failures);
      return false;
    }
  }

  function isOver(): boolean {
    return draining || expelled !== undefined;
  }

  /** kafkajs sends one heartbeat per interval, however often it is asked. */
  function beat(): void {
    waiting[0]?.payload.heartbeat().catch((error) => {
      expelled ??= asError(error);
    });
  }

  function dismissStale(): void {
    for (const each of [...waiting]) if (each.payload.isStale()) settle(each);
  }

  function settle(each: Waiting): void {
    waiting.splice(waiting.indexOf(each), 1);
    each.settled.resolve();
  }

  function dismiss(error: Error | undefined): void {
    for (const each of waiting.splice(0)) {
      if (error) each.settled.reject(error);
      else each.settled.resolve();
    }
  }
}

interface Taken {
  readonly from: Waiting;
  readonly count: number;
}

function take(waiting: readonly Waiting[], batchSize: number): Taken[] {
  const taken: Taken[] = [];
  let room = batchSize;
  for (const from of waiting) {
    const count = Math.min(room, from.messages.length - from.done);
    if (count > 0) taken.push({ from, count });
    room -= count;
    if (room === 0) break;
  }
  return taken;
}

function eventsOf(taken: readonly Taken[]): StoredEvent[] {
  return taken.flatMap(({ from, count }) => {
    const { topic, partition } = from.payload.batch;
    const messages = from.messages.slice(from.done, from.done + count);
    return messages.map((message) => fromMessage(topic, partition, message));
  });
}

/** One request for all partitions; the place of a group is the offset that comes next. */
async function acknowledge(taken: readonly Taken[]): Promise<void> {
  const topics = new Map<string, { partition: number; offset: string }[]>();
  for (const { from } of taken) {
    const { batch, resolveOffset } = from.payload;
    const last = from.messages[from.done - 1]!.offset;
    const reached = from.done === from.messages.length ? batch.lastOffset() : last;
    resolveOffset(last);
    const partitions = topics.get(batch.topic) ?? [];
    topics.set(batch.topic, partitions);
    partitions.push({ partition: batch.partition, offset: String(BigInt(reached) + 1n) });
  }
  await taken[0]!.from.payload.commitOffsetsIfNecessary({
    topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })),
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
