import type { Cache } from '@depachika/cache/cache.ts';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { ANSWERS_CACHE, PUBLIC_DATA_CHANGED } from '@depachika/schema/channels.ts';
import type { KeptOperation } from './answer-key.ts';
import type { KeptAnswer } from './kept-answer.ts';
import { staleAnswers } from './stale-answers.ts';

export interface AnswerStoreOptions {
  /** Tells of drops, as {@link PUBLIC_DATA_CHANGED} says. */
  readonly pubSub?: PubSub | undefined;
  /** Of all routers: domains drop in it what they change. Closed by whoever made it. */
  readonly shared?: Cache | undefined;
  /** True when domains run elsewhere: what they change may be told late, or not at all. */
  readonly changesMayBeLost: boolean;
  /** Bytes of answers in this process, and as many again of stale ones. */
  readonly maxBytes: number;
  readonly clock: Clock;
}

export interface AnswerStore {
  /** The answer, kept or made. Concurrent calls for one key share one `make`. Throws only what `make` throws. */
  get(key: string, operation: KeptOperation, make: () => Promise<KeptAnswer>): Promise<KeptAnswer>;
  /** The last that was kept, for while a domain is away; undefined when it is too old for that, or dropped. */
  lastOf(key: string): KeptAnswer | undefined;
  close(): Promise<void>;
}

/** Where changes may be lost, this process believes its own memory for so long alone: then it asks the shared cache again. */
export const NEAR_MS = 1_000;
/** The tag of all answers. */
const EVERYTHING = '*';

/** Public answers in this process, before those that all routers share. */
export function answerStore(options: AnswerStoreOptions): AnswerStore {
  const { clock, shared, pubSub, maxBytes } = options;
  const near = memoryCache({ clock, prefix: ANSWERS_CACHE, maxBytes, random: () => 0 });
  // Where nobody tells of drops, nothing is told again that may have been one.
  const stale = staleAnswers({ clock, maxBytes: options.changesMayBeLost && !shared ? 0 : maxBytes });
  const nearMs = shared || options.changesMayBeLost ? NEAR_MS : Number.POSITIVE_INFINITY;
  const drop = (subgraph: string | undefined) => {
    stale.drop(subgraph);
    void near.drop([subgraph ?? EVERYTHING]);
  };
  const stop = pubSub?.subscribe(PUBLIC_DATA_CHANGED, drop, () => drop(undefined));

  return {
    async get(key, { maxAgeMs, subgraphs }, make) {
      const tags = [EVERYTHING, ...subgraphs];
      const nearTtlMs = Math.min(nearMs, maxAgeMs);
      // Both together never answer with what is older than the graph allows.
      const sharedTtlMs = maxAgeMs - nearTtlMs;
      const keep = stale.keeper(key, subgraphs);
      let isMade = false;
      let isFilled = false;
      const makeNow = () => {
        isMade = true;
        return make();
      };
      const isOld = ({ atMs }: KeptAnswer) => clock.now().getTime() - atMs >= maxAgeMs;
      const fill = async () => {
        const found =
          shared && sharedTtlMs > 0
            ? await shared.getOrFill(key, { ttlMs: sharedTtlMs, tags }, makeNow)
            : await makeNow();
        // One that took long to make was old when it was stored.
        const filled = !isMade && isOld(found) ? await makeNow() : found;
        isFilled = true;
        return filled;
      };
      const look = async () => {
        const known = await near.getOrFill(
          key,
          { ttlMs: nearTtlMs, tags: [...tags, key], shared: true },
          fill,
        );
        // The one that callers share: its text, and what it is sent as, are in memory once.
        if (isFilled) keep(known);
        return known;
      };
      const answer = await look();
      if (isMade || !isOld(answer)) return answer;
      await near.drop([key]);
      return look();
    },
    // While drops may be lost, nobody knows whether it still holds. When they arrive again, all of them fall.
    lastOf: (key) => (pubSub && !pubSub.isHearing() ? undefined : stale.find(key)),
    async close() {
      stop?.();
      await near.close();
    },
  };
}
