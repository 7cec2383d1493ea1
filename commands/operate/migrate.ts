import { fileURLToPath } from 'node:url';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import { defineCommand, runCommand } from '../command.ts';
import { attachToShopOrNew } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const command = defineCommand({
  name: 'migrate',
  summary: "applies the migrations that the shop's database lacks",
  description: `Applies the migrations of every domain that the shop's database lacks. A start of the shop in one process
    does the same.`,
  reads: READS_DATABASE,
  async run(_, running) {
    const applied = await migrate({
      url: await attachToShopOrNew(running),
      root: ROOT,
      onProgress: (domain, names) => console.log(`Applying ${names.length} migration(s) of ${domain}…`),
    });
    console.log(
      applied.length === 0 ? 'Nothing to apply.' : `Applied ${applied.length}: ${applied.join(', ')}`,
    );
  },
});

if (import.meta.main) await runCommand(command);
