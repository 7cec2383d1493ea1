import { systemClock as clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { openPlatform, type Platform } from '@depachika/service/platform.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import type { Running } from './interruption.ts';
import { shopLocation } from './shop-location.ts';

export interface ShopPlatformOptions {
  /** Shown by the servers: who asks. */
  readonly name: string;
  /** The shop's, where its event log is a table there. */
  readonly database: Database | undefined;
}

/** The shop's event log and dead letters, wherever it keeps them, until the command ends. */
export function openShopPlatform(running: Running, { name, database }: ShopPlatformOptions): Platform {
  const { redisUrl, kafka } = shopLocation();
  return openPlatform({
    name,
    redisUrl,
    kafka,
    logDatabase: () => database!,
    clock,
    logger: createLogger({ service: name, level: 'warn', pretty: true }),
    onStop: running.onStop,
  });
}
