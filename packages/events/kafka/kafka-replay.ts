import { randomUUID } from 'node:crypto';
import { systemClock } from '@depachika/clock/clock.ts';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { StoredEvent, Topic } from '../event-log.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { fromMessage } from './kafka-message.ts';
import { type PartitionRange, rangesOf } from './kafka-topics.ts';

/**
 * Everything that the topics hold at the beginning, in order within a partition. A replay reads alone: its group has
 * one member, remembers nothing and is gone afterwards. Throws when the brokers go silent for a minute.
 */
export async function* replayKafka(
  { kafka, admin }: KafkaConnection,
  topics: readonly Topic[],
): AsyncGenerator<StoredEvent, void, void> {
  const check = () => assertOutsideTransaction(`replaying ${topics.join(', ')}`);
  check();
  const ranges = await admin.use(async (connected) => {
    const present = new Set(await connected.listTopics());
    return rangesOf(
      connected,
      [...new Set(topics)].filter((topic) => present.has(topic)),
    );
  });
  const places = ranges.filter(({ low, high }) => high > low).map((range) => new Place(range));
  if (places.length === 0) return;

  const pages = new Pages();
  const consumer = kafka.consumer({
    groupId: `depachika.replay.${randomUUID()}`,
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
    retry: { retries: 3, restartOnFailure: async () => false },
  });
  try {
    await read(consumer, places, pages);
    while (places.some((place) => !place.isComplete())) {
      check();
      yield* await pages.take();
    }
  } finally {
    pages.close();
    await consumer.disconnect().catch(() => undefined);
  }
}

async function read(consumer: Consumer, places: readonly Place[], pages: Pages): Promise<void> {
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => pages.fail(error));
  await consumer.connect();
  const topics = [...new Set(places.map((place) => place.range.topic))];
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async (payload) => {
      const place = places.find((each) => each.isOf(payload));
      if (place && !place.isComplete()) await pages.give(() => place.advance(payload), payload.heartbeat);
    },
  });
}

/** How far one partition has been read. */
class Place {
  readonly range: PartitionRange;
  #next: bigint;

  constructor(range: PartitionRange) {
    this.range = range;
    this.#next = range.low;
  }

  isOf({ batch }: EachBatchPayload): boolean {
    return batch.topic === this.range.topic && batch.partition === this.range.partition;
  }

  isComplete(): boolean {
    return this.#next >= this.range.high;
  }

  /** The events of a batch that are new: a consumer that rejoined its group begins again from the first one. */
  advance({ batch }: EachBatchPayload): StoredEvent[] {
    const events = batch.messages
      .filter(({ offset }) => BigInt(offset) >= this.#next && BigInt(offset) < this.range.high)
      .map((message) => fromMessage(batch.topic, batch.partition, message));
    const reached = BigInt(batch.lastOffset()) + 1n;
    if (reached > this.#next) this.#next = reached;
    return events;
  }
}

/** Hands pages over one at a time: the reader waits until the last one is used up. */
class Pages {
  #wanted: PromiseWithResolvers<StoredEvent[]> | undefined;
  #asked = Promise.withResolvers<void>();
  #failure: Error | undefined;
  #closed = false;

  async take(): Promise<StoredEvent[]> {
    if (this.#failure) throw this.#failure;
    this.#wanted = Promise.withResolvers();
    this.#asked.resolve();
    const silence = systemClock.after(SILENCE_MS, () => {
      this.fail(new Error(`No event for ${SILENCE_MS / 1000} s`));
    });
    try {
      return await this.#wanted.promise;
    } finally {
      silence.cancel();
    }
  }

  async give(page: () => StoredEvent[], heartbeat: () => Promise<void>): Promise<void> {
    while (!this.#wanted && !this.#closed) await this.#askedOrBeat(heartbeat);
    const wanted = this.#wanted;
    this.#wanted = undefined;
    this.#asked = Promise.withResolvers();
    if (!this.#closed) wanted?.resolve(page());
  }

  fail(error: Error): void {
    this.#failure = new Error('Replaying failed', { cause: error });
    this.#wanted?.reject(this.#failure);
  }

  close(): void {
    this.#closed = true;
    this.#asked.resolve();
  }

  async #askedOrBeat(heartbeat: () => Promise<void>): Promise<void> {
    const beat = Promise.withResolvers<void>();
    const timer = systemClock.after(1_000, () => heartbeat().then(beat.resolve, beat.reject));
    try {
      await Promise.race([this.#asked.promise, beat.promise]);
    } finally {
      timer.cancel();
    }
  }
}

const SILENCE_MS = 60_000;
