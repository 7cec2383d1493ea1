import { bench, PARTS } from '../../bench/bench.ts';
import { defineCommand, runCommand } from '../command.ts';
import { someOf } from '../values.ts';

export const command = defineCommand({
  name: 'bench',
  summary: 'measures the shop',
  description: `Measures the shop as people run it, as npm start does: load and database on the same machine.
    On a real PostgreSQL it works in databases of its own; on the embedded one orders, flash sale, followers, subscribers,
    inventory, audit and catalogue are left out. Writes bench/RESULTS.md when it has measured everything.`,
  takes: (command) =>
    command
      .option('--only <parts>', `these alone, with commas: ${PARTS.join(', ')}`, someOf('--only', PARTS))
      .option('--no-write', 'leave bench/RESULTS.md as it is'),
  examples: ['npm run bench -- --only browse,join'],
  reads: {
    DATABASE_URL: 'a role that may create databases (default: the embedded database)',
    PGBENCH: 'the program that reservations are compared with (default: pgbench)',
    CHROMIUM_PATH: 'the program of a Chromium, for pages (default: the one of this machine)',
  },
  async run({ options: { only, write } }) {
    await bench({ parts: new Set(only ?? PARTS), write: write && !only });
  },
});

if (import.meta.main) await runCommand(command);
