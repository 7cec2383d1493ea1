import { rebuildSales } from '@depachika/analytics/rebuild/rebuild.ts';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { defineCommand, runCommand } from '../command.ts';
import { isMissingTable, openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE, READS_LOG } from '../shop-location.ts';
import { openShopPlatform } from '../shop-platform.ts';

export const command = defineCommand({
  name: 'analytics:rebuild',
  summary: "builds analytics anew from the log's beginning",
  description: `Builds daily sales and top products anew from the first event of the log, and puts them in the old ones'
    place in one step. Works while the shop runs: what is sold meanwhile is in both.`,
  reads: { ...READS_DATABASE, ...READS_LOG },
  async run(_, running) {
    const database = await openShopDatabase(running, { service: 'analytics rebuild', poolSize: 2 });
    const { log } = openShopPlatform(running, { name: 'analytics-rebuild', database });
    const onProgress = (events: number) => console.error(`${events} events read`);
    const { events, sales, invalid } = await rebuildSales({ database, log, clock, onProgress });
    console.log(`Rebuilt from ${events} events: ${sales} events about confirmed orders, ${invalid} invalid`);
  },
  explain: (error) =>
    isMissingTable(error)
      ? 'There is nothing to rebuild yet: start the shop first (npm start).'
      : `Analytics could not be rebuilt: ${error.message}`,
});

if (import.meta.main) await runCommand(command);
