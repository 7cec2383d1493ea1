import { randomUUID } from 'node:crypto';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import { openRedis, type RedisConnection } from '@depachika/redis/redis-connection.ts';
import type { Logger } from 'pino';
import { inProcessPubSub } from './in-process-pubsub.ts';
import type { PubSub } from './pubsub.ts';

export interface RedisPubSubOptions {
  /** Publishes; its listening counterpart is opened beside it. */
  readonly connection: RedisConnection;
  /** The same address as the connection's: a listening connection can do nothing else. */
  readonly url: string;
  readonly name: string;
  readonly logger: Logger;
}

export interface RedisPubSub extends PubSub {
  /** Resolves when Redis has confirmed the channels asked for so far; rejects while it is away. */
  listening(): Promise<void>;
}

/**
 * Wake-ups between processes by Redis pub/sub, and within this one directly, so that it hears itself while Redis is
 * away. What others publish meanwhile is lost, which wake-ups allow.
 */
export function redisPubSub({ connection, url, name, logger }: RedisPubSubOptions): RedisPubSub {
  const here = inProcessPubSub({ logger });
  /** Who wants to know when a channel is listened to. */
  const confirmed = inProcessPubSub({ logger });
  const self = randomUUID();
  const subscriber = openRedis(url, `${name} listening`, {
    autoResubscribe: false,
    commandTimeout: undefined,
  });
  /** Listeners per channel, the number only: they themselves are known to `here`. */
  const channels = new Map<string, number>();
  let confirming: Promise<unknown> = Promise.resolve();
  /** False from a break until the listeners of all channels have been told. */
  let isConfirmed = false;
  subscriber.on('error', () => undefined);
  subscriber.on('ready', () => subscribeTo([...channels.keys()]));
  subscriber.on('close', () => {
    isConfirmed = false;
  });
  subscriber.on('message', (channel: string, text: string) => {
    const end = text.indexOf(' ');
    if (text.slice(0, end) !== self) here.publish(channel.slice(PREFIX.length), text.slice(end + 1));
  });

  return {
    publish(channel, message = '') {
      assertOutsideTransaction(`a wake-up on ${channel}`);
      here.publish(channel, message);
      void connection.attempt((client) => client.publish(PREFIX + channel, `${self} ${message}`));
    },

    subscribe(channel, listener, listening) {
      const stop = here.subscribe(channel, listener);
      const stopConfirming = listening && confirmed.subscribe(channel, listening);
      const listeners = channels.get(channel) ?? 0;
      channels.set(channel, listeners + 1);
      if (listeners === 0) subscribeTo([channel]);
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        stop();
        stopConfirming?.();
        release(channel);
      };
    },

    listening: async () => void (await confirming),

    // A Redis that hangs closes nothing: whoever asks it for something notices.
    isHearing: () => isConfirmed && !connection.isAway(),

    async close() {
      channels.clear();
      subscriber.disconnect();
      await Promise.all([here.close(), confirmed.close()]);
    },
  };

  /** While it is away nothing is tried: all channels are asked for when it is ready again. */
  function subscribeTo(names: readonly string[]): void {
    if (names.length === 0) return;
    const isEverything = names.length === channels.size;
    const tell = () => {
      names.forEach((name) => void confirmed.publish(name));
      // After those who are told, who are called as soon as this is over.
      if (isEverything) queueMicrotask(() => (isConfirmed = true));
    };
    const asked = subscriber.subscribe(...names.map(prefixed)).then(tell);
    confirming = Promise.all([confirming.catch(() => undefined), asked]);
    confirming.catch(() => undefined);
  }

  function release(channel: string): void {
    const left = (channels.get(channel) ?? 1) - 1;
    if (left > 0) {
      channels.set(channel, left);
      return;
    }
    channels.delete(channel);
    subscriber.unsubscribe(prefixed(channel)).catch(() => undefined);
  }
}

const PREFIX = 'wake-up:';

function prefixed(channel: string): string {
  return PREFIX + channel;
}
