import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '@depachika/clock/clock.ts';
import { newMigration } from '@depachika/database/migrations/new-migration.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { empty: { type: 'boolean' } },
});
const [domain, ...words] = positionals;

if (!domain || words.length === 0) {
  console.error('Usage: npm run migrate:new -- <domain> <what it does> [--empty]');
  process.exit(2);
}

console.log(`Comparing prisma/${domain}/schema.prisma with migrations/models.prisma…`);
const folder = await newMigration({
  root,
  domain,
  title: words.join(' '),
  empty: values.empty ?? false,
  now: systemClock.now(),
});

if (folder) {
  console.log(`Wrote ${relative(root, folder)}/migration.sql. Read it and add what Prisma cannot express.`);
} else {
  console.log('The models have not changed. Add --empty to write SQL by hand.');
}
