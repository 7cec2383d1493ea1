import { fileURLToPath } from 'node:url';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const database = await attach({
  url: process.env.DATABASE_URL,
  folder: process.env.DATA_DIR ?? `${root}.data`,
  onProgress: (step) => console.log(step),
});

try {
  const applied = await migrate({
    url: database.url,
    root,
    onProgress: (domain, names) => console.log(`Applying ${names.length} migration(s) of ${domain}…`),
  });
  console.log(
    applied.length === 0 ? 'Nothing to apply.' : `Applied ${applied.length}: ${applied.join(', ')}`,
  );
} finally {
  await database.close();
}
