import { randomUUID } from 'node:crypto';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';
import type { Logger } from 'pino';
import { inProcessPubSub } from './in-process-pubsub.ts';
import type { PubSub } from './pubsub.ts';
import { PREFIX, redisChannels } from './redis-channels.ts';

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
  const channels = redisChannels({
    url,
    name,
    heard(channel, text) {
      const end = text.indexOf(' ');
      if (text.slice(0, end) !== self) here.publish(channel, text.slice(end + 1));
    },
    confirmed: (channel) => confirmed.publish(channel),
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
      channels.listen(channel);
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        stop();
        stopConfirming?.();
        channels.release(channel);
      };
    },

    listening: () => channels.listening(),

    // A Redis that hangs closes nothing: whoever asks it for something notices.
    isHearing: () => channels.areConfirmed() && !connection.isAway(),

    async close() {
      channels.close();
      await Promise.all([here.close(), confirmed.close()]);
    },
  };
}
