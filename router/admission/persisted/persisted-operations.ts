import type { Caller } from '@depachika/identity/caller.ts';
import type { Logger } from 'pino';
import { type RateLimiter, type RateLimitStore, rateLimiter } from '../rate-limit.ts';
import { sha256 } from './canonical-text.ts';
import type { OperationList } from './operation-list.ts';
import type { OperationReference } from './operation-reference.ts';
import type { RememberedTexts } from './remembered-texts.ts';

/** What operations may be called by, instead of sending their texts. */
export interface PersistedOperations {
  /** The text of a listed operation, or one that was sent before. */
  find(reference: OperationReference): Promise<string | undefined>;
  /** Remembers the text of an operation that was admitted, by the hash that came along. */
  keep(sent: SentText): Promise<void>;
}

export interface SentText {
  readonly reference: OperationReference | undefined;
  readonly query: string;
  readonly caller: Caller;
  readonly address: string;
}

/** New texts of one caller in a minute: an app has some dozens, and nobody pushes out those of others by many. */
const TEXTS_PER_MINUTE = 200;
const MINUTE_MS = 60_000;

export function persistedOperations(options: {
  readonly list: OperationList;
  readonly remembered: RememberedTexts;
  readonly rateLimitStore: RateLimitStore;
  readonly logger: Logger;
}): PersistedOperations {
  const { list, remembered, rateLimitStore, logger } = options;
  const limitNewTexts: RateLimiter = rateLimiter({
    // Counted beside the requests of the same caller.
    store: { hit: (key, window) => rateLimitStore.hit(`new-texts:${key}`, window) },
    requests: TEXTS_PER_MINUTE,
    windowMs: MINUTE_MS,
    logger,
  });
  return {
    async find(reference) {
      if (reference.kind === 'id') return list.textOf(reference.id);
      if (reference.kind !== 'hash') return undefined;
      const { hash } = reference;
      return list.textOf(hash) ?? (isHash(hash) ? remembered.get(hash) : undefined);
    },
    async keep({ reference, query, ...who }) {
      if (reference?.kind !== 'hash' || list.textOf(reference.hash) !== undefined) return;
      const { hash } = reference;
      if ((await remembered.get(hash)) !== undefined || (await limitNewTexts(who))) return;
      await remembered.keep(hash, query);
    },
  };
}

/** @returns whether it is the hash of this text */
export function isHashOf(hash: string, text: string): boolean {
  return isHash(hash) && sha256(text) === hash;
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
