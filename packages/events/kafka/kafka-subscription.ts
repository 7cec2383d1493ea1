import { backoffMs, jittered } from '@depachika/clock/backoff.ts';
import { type ClockTimer, systemClock } from '@depachika/clock/clock.ts';
import { pause } from '@depachika/clock/pause.ts';
import type { Consumer, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { SubscribeOptions, Subscription } from '../event-log.ts';
import { type Batching, batching } from './kafka-batching.ts';

export interface ConsumerTimes {
  /** A member that is silent for so long loses its partitions to the others; 6,000 or more. */
  readonly sessionMs: number;
  /** A consumer that neither fetches nor beats for so long is replaced. */
  readonly stallMs: number;
}

interface Surroundings {
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly times: ConsumerTimes;
  lag(): Promise<number>;
  onClose(): void;
}

/** One life of a kafkajs consumer. */
interface Life {
  readonly consumer: Consumer;
  readonly work: Batching;
  lastSignAt: number;
}

/**
 * A member of a consumer group. kafkajs may crash, or stop without a word: both are noticed from outside and the
 * consumer is replaced, until it is closed. Rejects when it cannot join the first time.
 */
export async function subscribeKafka(
  surroundings: Surroundings,
  options: SubscribeOptions,
): Promise<Subscription> {
  const { kafka, logger, times } = surroundings;
  const { group } = options;
  const stopping = new AbortController();
  let life: Life | undefined;
  let replacing: Promise<void> | undefined;
  let watchdog: ClockTimer | undefined;
  let closing: Promise<void> | undefined;

  life = await begin();
  watch();

  return {
    lag: () => surroundings.lag(),
    close: () => (closing ??= close()),
  };

  async function begin(): Promise<Life> {
    const consumer = kafka.consumer(consumerSettings(group, times));
    const work = batching({
      batchSize: options.batchSize ?? DEFAULT_BATCH,
      heartbeatMs: HEARTBEAT_MS,
      handle: options.handle,
      beforeRetry,
    });
    const begun: Life = { consumer, work, lastSignAt: performance.now() };
    const joined = Promise.withResolvers<void>();
    const { HEARTBEAT, FETCH, GROUP_JOIN, CRASH } = consumer.events;
    for (const event of [HEARTBEAT, FETCH, GROUP_JOIN]) {
      consumer.on(event, () => {
        begun.lastSignAt = performance.now();
      });
    }
    consumer.on(GROUP_JOIN, () => joined.resolve());
    consumer.on(CRASH, ({ payload: { error } }) => {
      joined.reject(error);
      if (life === begun) replace('it crashed', error);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => work.eachBatch(payload),
      });
      await joined.promise;
      return begun;
    } catch (error) {
      joined.promise.catch(() => undefined);
      await end(begun);
      throw new Error(`The consumer group ${group} cannot be joined`, { cause: error });
    }
  }

  /** Finishes what is in hand and leaves the group; gives up waiting for a consumer that is stuck. */
  async function end({ consumer, work }: Life): Promise<void> {
    await work.drain();
    const left = consumer.disconnect().catch((error) => {
      logger.debug({ err: error, group }, 'a consumer could not leave its group');
    });
    work.release();
    const patience = new AbortController();
    await Promise.race([left, pause(systemClock, LEAVE_TIMEOUT_MS, patience.signal).catch(() => undefined)]);
    patience.abort();
  }

  function replace(why: string, error?: unknown): void {
    if (closing || replacing) return;
    logger.warn({ err: error, group }, `the consumer is replaced: ${why}`);
    replacing = beginAgain().finally(() => {
      replacing = undefined;
    });
  }

  async function beginAgain(): Promise<void> {
    const former = life;
    life = undefined;
    if (former) await end(former);
    for (let failures = 0; !closing && !life; failures += 1) {
      if (failures > 0) await rest(failures);
      if (closing) return;
      try {
        life = await begin();
        logger.info({ group, failures }, 'the consumer works again');
      } catch (error) {
        logger.debug({ err: error, group, failures }, 'the consumer cannot begin again yet');
      }
    }
  }

  function watch(): void {
    watchdog = systemClock.after(times.stallMs / 4, () => {
      if (life && performance.now() - life.lastSignAt > times.stallMs) replace('it stalled');
      watch();
    });
  }

  async function beforeRetry(error: unknown, failures: number): Promise<void> {
    if (failures === 1) logger.warn({ err: error, group }, 'a batch fails and is tried again until it works');
    await rest(failures);
  }

  async function rest(failures: number): Promise<void> {
    const pauseMs = jittered(backoffMs(AFTER_FAILURES, failures), { least: 0.5, most: 1 });
    await pause(systemClock, pauseMs, stopping.signal).catch(() => undefined);
  }

  async function close(): Promise<void> {
    stopping.abort(new Error(`The subscription of ${group} is closing`));
    watchdog?.cancel();
    await replacing;
    if (life) await end(life);
    surroundings.onClose();
  }
}

const DEFAULT_BATCH = 100;
const HEARTBEAT_MS = 1_000;
const PARTITIONS_AT_ONCE = 64;
const LEAVE_TIMEOUT_MS = 10_000;
const AFTER_FAILURES = { firstMs: 250, longestMs: 30_000 };

function consumerSettings(group: string, { sessionMs }: ConsumerTimes): Parameters<Kafka['consumer']>[0] {
  return {
    groupId: group,
    sessionTimeout: sessionMs,
    rebalanceTimeout: 60_000,
    heartbeatInterval: HEARTBEAT_MS,
    // Leaving waits for the fetch in hand.
    maxWaitTimeInMs: 1_000,
    maxBytesPerPartition: 512 * 1024,
    maxBytes: 4 * 1024 * 1024,
    allowAutoTopicCreation: false,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
  };
}
