import { systemClock } from '@depachika/clock/clock.ts';
import { pause } from '@depachika/clock/pause.ts';
import type { Consumer, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { type Batching, type BatchingOptions, batching } from './kafka-batching.ts';

export interface ConsumerTimes {
  /** A member that is silent for so long loses its partitions to the others; 6,000 or more. */
  readonly sessionMs: number;
  /** A consumer that neither fetches nor beats for so long is replaced. */
  readonly stallMs: number;
}

export interface JoinOptions extends Omit<BatchingOptions, 'heartbeatMs'> {
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly times: ConsumerTimes;
  readonly group: string;
  readonly topics: readonly string[];
  /** Also told of a crash before the group is joined. */
  readonly onCrash: (member: Member, error: Error) => void;
}

/** One life of a kafkajs consumer in its group. */
export interface Member {
  /** When the consumer last fetched, beat or joined, as `performance.now()` says it. */
  readonly lastSignAt: number;
  /** Finishes what is in hand and leaves the group; gives up waiting for a consumer that is stuck. */
  leave(): Promise<void>;
}

/** Rejects when the group cannot be joined; nothing is left behind then. */
export async function joinGroup(options: JoinOptions): Promise<Member> {
  const { kafka, logger, times, group, topics, onCrash } = options;
  const consumer = kafka.consumer(consumerSettings(group, times));
  const work = batching({ ...options, heartbeatMs: HEARTBEAT_MS });
  const joined = Promise.withResolvers<void>();
  const member = {
    lastSignAt: performance.now(),
    leave: () => leave({ consumer, work, logger, group }),
  };
  const { HEARTBEAT, FETCH, GROUP_JOIN, CRASH } = consumer.events;
  for (const event of [HEARTBEAT, FETCH, GROUP_JOIN]) {
    consumer.on(event, () => {
      member.lastSignAt = performance.now();
    });
  }
  consumer.on(GROUP_JOIN, () => joined.resolve());
  consumer.on(CRASH, ({ payload: { error } }) => {
    joined.reject(error);
    onCrash(member, error);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => work.eachBatch(payload),
    });
    await joined.promise;
    return member;
  } catch (error) {
    joined.promise.catch(() => undefined);
    await member.leave();
    throw new Error(`The consumer group ${group} cannot be joined`, { cause: error });
  }
}

async function leave(options: {
  readonly consumer: Consumer;
  readonly work: Batching;
  readonly logger: Logger;
  readonly group: string;
}): Promise<void> {
  const { consumer, work, logger, group } = options;
  await work.drain();
  const left = consumer.disconnect().catch((error) => {
    logger.debug({ err: error, group }, 'a consumer could not leave its group');
  });
  work.release();
  const patience = new AbortController();
  await Promise.race([left, pause(systemClock, LEAVE_TIMEOUT_MS, patience.signal).catch(() => undefined)]);
  patience.abort();
}

const HEARTBEAT_MS = 1_000;
const PARTITIONS_AT_ONCE = 64;
const LEAVE_TIMEOUT_MS = 10_000;

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
