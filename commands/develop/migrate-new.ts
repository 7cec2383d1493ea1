import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@depachika/clock/clock.ts';
import { newMigration } from '@depachika/database/migrations/new-migration.ts';
import { defineCommand, runCommand } from '../command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const command = defineCommand({
  name: 'migrate:new',
  summary: "writes the migration of a domain's changed models",
  description: `Compares a domain's models with those at its last migration, and writes the next migration as SQL. Read it
    and add what Prisma cannot express.`,
  takes: (command) =>
    command
      .argument('<domain>', 'a folder of prisma/: orders, payments, …')
      .argument('<what it does...>', 'in a few words, which become its name')
      .option('--empty', 'write one for SQL by hand, also when the models have not changed'),
  examples: ['npm run migrate:new -- orders remember the gift wrap'],
  async run({ args: [domain, words], options }) {
    console.log(`Comparing prisma/${domain}/schema.prisma with migrations/models.prisma…`);
    const folder = await newMigration({
      root: ROOT,
      domain,
      title: words.join(' '),
      empty: options.empty ?? false,
      now: systemClock.now(),
    });
    if (folder) {
      console.log(
        `Wrote ${relative(ROOT, folder)}/migration.sql. Read it and add what Prisma cannot express.`,
      );
    } else {
      console.log('The models have not changed. Add --empty to write SQL by hand.');
    }
  },
});

if (import.meta.main) await runCommand(command);
