import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rebuildSales } from '@depachika/analytics/rebuild/rebuild.ts';
import { systemClock } from '@depachika/clock/clock.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { embeddedEventLog } from '@depachika/events/embedded/embedded-event-log.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';

const USAGE = `Usage: npm run analytics:rebuild

Builds daily sales and top products anew from the first event of the log, and puts them in the old ones' place in one
step. Works while the shop runs: what is sold meanwhile is in both.

  --help   print this

DATABASE_URL names the database; without it, the shop's own in DATA_DIR (default .data) is used.`;

const UNDEFINED_TABLE = '42P01';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
    if (values.help) console.log(USAGE);
    else await rebuild();
    return 0;
  } catch (error) {
    console.error(explain(error as NodeJS.ErrnoException));
    return 1;
  }
}

async function rebuild(): Promise<void> {
  const attached = await attach({
    url: process.env.DATABASE_URL,
    folder: process.env.DATA_DIR ?? fileURLToPath(new URL('../../.data', import.meta.url)),
    onProgress: (step) => console.error(step),
  });
  const logger = createLogger({ service: 'analytics', level: 'warn' });
  const database = openDatabase({ url: attached.url, service: 'analytics rebuild', poolSize: 2 });
  const pubSub = inProcessPubSub({ logger });
  const log = embeddedEventLog({ database, clock: systemClock, pubSub, logger });
  try {
    const onProgress = (events: number) => console.error(`${events} events read`);
    const { events, sales, invalid } = await rebuildSales({ database, log, clock: systemClock, onProgress });
    console.log(`Rebuilt from ${events} events: ${sales} events about confirmed orders, ${invalid} invalid`);
  } finally {
    await log.close();
    await database.close();
    await attached.close();
  }
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${message}\n\n${USAGE}`;
  if (code === UNDEFINED_TABLE) return 'There is nothing to rebuild yet: start the shop first (npm start).';
  return `Analytics could not be rebuilt: ${message}`;
}
