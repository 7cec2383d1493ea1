import type { PeriodicJob } from '@depachika/background/periodic-job.ts';
import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { Logger } from 'pino';
import type { CacheLifetimes } from '../catalogue/catalogue-cache.ts';
import { type BestSellers, createBestSellers } from '../popularity/best-sellers.ts';
import { startPopularityJob } from '../popularity/popularity-job.ts';
import { createSearchLog, type SearchLog } from '../search-log/search-log.ts';
import { readSearchReport } from '../search-log/search-log-store.ts';
import { createSearchHelp, type SearchHelpReader } from '../suggestions/search-help.ts';
import { createSuggestions, type Suggestions } from '../suggestions/suggestions.ts';
import { listSynonyms } from '../synonyms/synonym-store.ts';
import { fillDocuments } from './search-document-store.ts';
import { createSearchVocabulary, type QueryReader, type SearchVocabulary } from './search-vocabulary.ts';

/** A reader without its database. */
type Asked<F extends (sql: never, wanted: never) => unknown> = (wanted: Parameters<F>[1]) => ReturnType<F>;

/** What a search is made of, beside the products that it finds. */
export interface SearchReaders {
  /** What a query means, with the words that the shop knows. */
  readonly readQuery: QueryReader;
  readonly suggest: Suggestions;
  readonly searchHelp: SearchHelpReader;
  readonly bestSellers: BestSellers;
  readonly searchLog: Pick<SearchLog, 'searched' | 'chosen'>;
  readonly searchReport: Asked<typeof readSearchReport>;
  readonly synonyms: Asked<typeof listSynonyms>;
}

export interface Searching {
  readonly readers: SearchReaders;
  readonly vocabulary: SearchVocabulary;
  /** Resolves when every product on sale can be found. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createSearching(deps: {
  readonly database: Database;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly pubSub: PubSub;
  readonly logger: Logger;
  readonly lifetimes: CacheLifetimes;
}): Searching {
  const { database } = deps;
  const vocabulary = createSearchVocabulary(deps);
  const searchLog = createSearchLog(deps);
  let popularity: PeriodicJob | undefined;

  return {
    readers: {
      readQuery: vocabulary.read,
      suggest: createSuggestions({ ...deps, vocabulary }),
      searchHelp: createSearchHelp(vocabulary),
      bestSellers: createBestSellers(deps),
      searchLog,
      searchReport: (wanted) => readSearchReport(database, wanted),
      synonyms: (wanted) => listSynonyms(database, wanted),
    },
    vocabulary,
    async start() {
      await fillDocuments(database);
      vocabulary.start();
      popularity ??= await startPopularityJob(deps);
    },
    async stop() {
      vocabulary.stop();
      await popularity?.stop();
      await searchLog.close();
    },
  };
}
