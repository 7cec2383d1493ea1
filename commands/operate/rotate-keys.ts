import { fileURLToPath } from 'node:url';
import { systemClock } from '@depachika/clock/clock.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { createSigningKeys } from '@depachika/users/keys/signing-keys.ts';

const HELP = `Makes the next key for access tokens. It signs two minutes later; the current one stays published until its
last token has ended. Works while the shop runs.

  npm run users:rotate-keys
  DATABASE_URL=postgres://… npm run users:rotate-keys

  DATABASE_URL   the shop's database; default: the embedded one
  DATA_DIR       folder of the embedded one; default .data
`;

if (process.argv.includes('--help')) process.stdout.write(HELP);
else {
  await rotate().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}

async function rotate(): Promise<void> {
  const folder = process.env.DATA_DIR ?? fileURLToPath(new URL('../../.data', import.meta.url));
  const place = await attach({
    url: process.env.DATABASE_URL,
    folder,
    onProgress: (step) => process.stderr.write(`${step}\n`),
  });
  const database = openDatabase({ url: place.url, service: 'users', poolSize: 1 });
  try {
    const { kid, activatesAt } = await createSigningKeys({ database, clock: systemClock }).rotate();
    process.stdout.write(`Key ${kid} signs access tokens from ${activatesAt.toISOString()}\n`);
  } finally {
    await database.close();
    await place.close();
  }
}
