import { backoffMs, jittered } from '@depachika/clock/backoff.ts';
import { type ClockTimer, systemClock } from '@depachika/clock/clock.ts';
import { pause } from '@depachika/clock/pause.ts';
import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { SubscribeOptions, Subscription } from '../event-log.ts';
import { type ConsumerTimes, joinGroup, type Member } from './kafka-member.ts';

interface Surroundings {
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly times: ConsumerTimes;
  lag(): Promise<number>;
  onClose(): void;
}

/**
 * A member of a consumer group. kafkajs may crash, or stop without a word: both are noticed from outside and the
 * consumer is replaced, until it is closed. Rejects when it cannot join the first time.
 */
export async function subscribeKafka(
  surroundings: Surroundings,
  options: SubscribeOptions,
): Promise<Subscription> {
  const { logger, times } = surroundings;
  const { group } = options;
  const stopping = new AbortController();
  let member: Member | undefined;
  let replacing: Promise<void> | undefined;
  let watchdog: ClockTimer | undefined;
  let closing: Promise<void> | undefined;

  member = await begin();
  watch();

  return {
    lag: () => surroundings.lag(),
    close: () => (closing ??= close()),
  };

  function begin(): Promise<Member> {
    return joinGroup({
      ...surroundings,
      group,
      topics: options.topics,
      batchSize: options.batchSize ?? DEFAULT_BATCH,
      handle: options.handle,
      beforeRetry,
      onCrash: (crashed, error) => {
        if (crashed === member) replace('it crashed', error);
      },
    });
  }

  function replace(why: string, error?: unknown): void {
    if (closing || replacing) return;
    logger.warn({ err: error, group }, `the consumer is replaced: ${why}`);
    replacing = beginAgain().finally(() => {
      replacing = undefined;
    });
  }

  async function beginAgain(): Promise<void> {
    const former = member;
    member = undefined;
    await former?.leave();
    for (let failures = 0; !closing && !member; failures += 1) {
      if (failures > 0) await rest(failures);
      if (closing) return;
      try {
        member = await begin();
        logger.info({ group, failures }, 'the consumer works again');
      } catch (error) {
        logger.debug({ err: error, group, failures }, 'the consumer cannot begin again yet');
      }
    }
  }

  function watch(): void {
    watchdog = systemClock.after(times.stallMs / 4, () => {
      if (member && performance.now() - member.lastSignAt > times.stallMs) replace('it stalled');
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
    await member?.leave();
    surroundings.onClose();
  }
}

const DEFAULT_BATCH = 100;
const AFTER_FAILURES = { firstMs: 250, longestMs: 30_000 };
