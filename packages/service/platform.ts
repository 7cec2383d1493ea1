import type { DeadLetters } from '@depachika/bus/dead-letters.ts';
import { embeddedDeadLetters } from '@depachika/bus/embedded-dead-letters.ts';
import { embeddedEventLog } from '@depachika/bus/embedded-event-log.ts';
import type { EventLog } from '@depachika/bus/event-log.ts';
import { inProcessNudges } from '@depachika/bus/in-process-nudges.ts';
import type { Nudges } from '@depachika/bus/nudges.ts';
import type { Cache } from '@depachika/cache/cache.ts';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import type { Database } from '@depachika/database/database.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import type { Clock } from '@depachika/time/clock.ts';
import type { Logger } from 'pino';
import type { ServiceConfig } from './config.ts';

type OnStop = (stop: () => unknown) => void;

/** The parts that a service reaches outside itself, real or in this process as the configuration says. */
export interface Platform {
  readonly database: Database;
  readonly cache: Cache;
  readonly nudges: Nudges;
  readonly log: EventLog;
  readonly deadLetters: DeadLetters;
}

/** Opens them without waiting for any: what is away shows at the first use. All are closed on stop. */
export function openPlatform(options: {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onStop: OnStop;
}): Platform {
  const { config, clock, logger, onStop } = options;
  const name = config.service.name;
  const database = openDatabase({ url: config.databaseUrl, service: name, logger, ...config.database });
  onStop(() => database.close());
  const nudges = inProcessNudges({ logger });
  onStop(() => nudges.close());
  const cache = memoryCache({ clock, prefix: name });
  onStop(() => cache.close());
  return { database, cache, nudges, ...openLog({ config, clock, logger, nudges, onStop }) };
}

/** On a table when there is no Kafka: the same server, connections of its own, so that neither starves the other. */
const LOG_POOL_SIZE = 3;

function openLog(options: {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly nudges: Nudges;
  readonly onStop: OnStop;
}): Pick<Platform, 'log' | 'deadLetters'> {
  const { config, clock, logger, nudges, onStop } = options;
  const database = openDatabase({
    url: config.databaseUrl,
    service: `${config.service.name} log`,
    logger,
    ...config.database,
    poolSize: LOG_POOL_SIZE,
  });
  onStop(() => database.close());
  const log = embeddedEventLog({ database, clock, nudges, logger });
  onStop(() => log.close());
  return { log, deadLetters: embeddedDeadLetters({ database, log, clock }) };
}
