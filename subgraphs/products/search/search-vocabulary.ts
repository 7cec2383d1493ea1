import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { VOCABULARY_CHANGED } from '@depachika/schema/channels.ts';
import type { Logger } from 'pino';
import { readSearchQuery, type SearchQuery } from './search-query.ts';
import type { Vocabulary } from './vocabulary.ts';
import { readShopWords, type SearchLabel, type ShopWords } from './vocabulary-reader.ts';

/** What a query means in this shop. @returns undefined when nothing is left to look for */
export type QueryReader = (text: string) => Promise<SearchQuery | undefined>;

/**
 * The words that the shop knows, kept in the process and read again when they have changed: a moment later after an edit of
 * a product, of which many come at once; at once after an edit of synonyms.
 */
export interface SearchVocabulary {
  readonly read: QueryReader;
  current(): Promise<Vocabulary>;
  /** Categories in shop order, then brands. */
  labels(): Promise<readonly SearchLabel[]>;
  /** Reads the words again, and tells the other processes to: after an edit of synonyms, before anybody is told of it. */
  changed(): Promise<void>;
  start(): void;
  stop(): void;
}

const PAUSE_MS = 5_000;

export function createSearchVocabulary({
  database,
  clock,
  pubSub,
  logger,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly pubSub: PubSub;
  readonly logger: Logger;
}): SearchVocabulary {
  let kept: Promise<ShopWords> | undefined;
  let readings = 0;
  let timer: ClockTimer | undefined;
  let stopListening: (() => void) | undefined;

  return {
    read: async (text) => readSearchQuery(text, (await current()).vocabulary),
    current: async () => (await current()).vocabulary,
    labels: async () => (await current()).labels,
    async changed() {
      await reload();
      pubSub.publish(VOCABULARY_CHANGED, 'synonyms');
    },
    start() {
      stopListening = pubSub.subscribe(VOCABULARY_CHANGED, (message) => {
        if (message === 'products') timer ??= clock.after(PAUSE_MS, reloadLater);
        else reloadLater();
      });
    },
    stop() {
      stopListening?.();
      timer?.cancel();
    },
  };

  /** One reading serves all who ask meanwhile; one that fails is tried again by whoever asks next. */
  function current(): Promise<ShopWords> {
    if (kept) return kept;
    const reading = readShopWords(database);
    kept = reading;
    reading.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading;
  }

  /** The words of before serve until the new ones are there, also when they never come. */
  async function reload(): Promise<void> {
    const reading = ++readings;
    const next = await readShopWords(database);
    // One that began later may have ended before.
    if (reading === readings) kept = Promise.resolve(next);
  }

  function reloadLater(): void {
    timer = undefined;
    reload().catch((error) =>
      logger.warn({ err: error }, 'the words of the search could not be read again; those of before serve'),
    );
  }
}
