import { openRedis } from '@depachika/redis/redis-connection.ts';

export interface RedisChannelsOptions {
  /** A listening connection can do nothing else: this one is opened for it. */
  readonly url: string;
  readonly name: string;
  readonly heard: (channel: string, text: string) => void;
  /** Told of each channel when Redis has confirmed it, after a break once more. */
  readonly confirmed: (channel: string) => void;
}

export interface RedisChannels {
  /** Each call is taken back by one of `release`. */
  listen(channel: string): void;
  release(channel: string): void;
  /** Resolves when Redis has confirmed the channels asked for so far; rejects while it is away. */
  listening(): Promise<void>;
  /** False from a break until those who listen to any channel have been told that they are heard again. */
  areConfirmed(): boolean;
  close(): void;
}

/** Before every channel. */
export const PREFIX = 'wake-up:';

/** The channels of Redis that this process listens to, asked for again after every break. */
export function redisChannels({ url, name, heard, confirmed }: RedisChannelsOptions): RedisChannels {
  const subscriber = openRedis(url, `${name} listening`, {
    autoResubscribe: false,
    commandTimeout: undefined,
  });
  /** Listeners per channel, the number only. */
  const channels = new Map<string, number>();
  let confirming: Promise<unknown> = Promise.resolve();
  let isConfirmed = false;
  subscriber.on('error', () => undefined);
  subscriber.on('ready', () => subscribeTo([...channels.keys()]));
  subscriber.on('close', () => {
    isConfirmed = false;
  });
  subscriber.on('message', (channel: string, text: string) => heard(channel.slice(PREFIX.length), text));

  return {
    listen(channel) {
      const listeners = channels.get(channel) ?? 0;
      channels.set(channel, listeners + 1);
      if (listeners === 0) subscribeTo([channel]);
    },

    release(channel) {
      const left = (channels.get(channel) ?? 1) - 1;
      if (left > 0) {
        channels.set(channel, left);
        return;
      }
      channels.delete(channel);
      subscriber.unsubscribe(prefixed(channel)).catch(() => undefined);
    },

    listening: async () => void (await confirming),
    areConfirmed: () => isConfirmed,

    close() {
      channels.clear();
      subscriber.disconnect();
    },
  };

  /** While it is away nothing is tried: all channels are asked for when it is ready again. */
  function subscribeTo(names: readonly string[]): void {
    if (names.length === 0) return;
    const isEverything = names.length === channels.size;
    const tell = () => {
      for (const channel of names) confirmed(channel);
      // After those who are told, who are called as soon as this is over.
      if (isEverything) queueMicrotask(() => (isConfirmed = true));
    };
    const asked = subscriber.subscribe(...names.map(prefixed)).then(tell);
    confirming = Promise.all([confirming.catch(() => undefined), asked]);
    confirming.catch(() => undefined);
  }
}

function prefixed(channel: string): string {
  return PREFIX + channel;
}
