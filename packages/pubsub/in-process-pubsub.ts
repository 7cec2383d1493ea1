import { AsyncResource } from 'node:async_hooks';
import { assertOutsideTransaction } from '@depachika/database/inside-transaction.ts';
import type { Logger } from 'pino';
import type { PubSub } from './pubsub.ts';

/** Wake-ups within one process: they arrive in order, soon after `publish` has returned. */
export function inProcessPubSub(options: { readonly logger: Pick<Logger, 'error'> }): PubSub {
  const channels = new Map<string, Set<(message: string) => void>>();

  return {
    publish(channel, message = '') {
      assertOutsideTransaction(`a wake-up on ${channel}`);
      const listeners = channels.get(channel);
      if (!listeners) return;
      queueMicrotask(() => {
        for (const listener of [...listeners]) call(listener, channel, message);
      });
    },

    subscribe(channel, listener) {
      // In the listener's own asynchronous context: what it starts must not belong to the publisher's request.
      const bound = AsyncResource.bind(listener);
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(bound));
      return () => {
        listeners.delete(bound);
        if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
      };
    },

    isHearing: () => true,

    async close() {
      for (const listeners of channels.values()) listeners.clear();
      channels.clear();
    },
  };

  function call(listener: (message: string) => void, channel: string, message: string): void {
    try {
      listener(message);
    } catch (error) {
      options.logger.error({ err: error, channel }, 'a listener failed on a wake-up');
    }
  }
}
