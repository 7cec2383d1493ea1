import { isEmbeddedUrl, openDatabase } from '@depachika/database/open-database.ts';
import type { EmbeddedConfig } from './config.ts';
import { earlyDatabase } from './early-database.ts';
import type { Progress } from './progress.ts';

/** The address of the shop's database, which answers: the one that is named, or else the embedded one. */
export async function openShopDatabase(config: EmbeddedConfig, progress: Progress): Promise<string> {
  const { databaseUrl } = config;
  if (databaseUrl) {
    const which = isEmbeddedUrl(databaseUrl) ? 'of another process' : `at ${new URL(databaseUrl).host}`;
    await progress.step(`PostgreSQL ${which} answers`, () => refuseSilent(databaseUrl));
    return databaseUrl;
  }
  const embedded = await progress.step('PostgreSQL with PostGIS runs in this process', () => {
    earlyDatabase!.follow(progress.note);
    return earlyDatabase!.database;
  });
  return embedded.url;
}

async function refuseSilent(url: string): Promise<void> {
  const database = openDatabase({ url, service: 'start', poolSize: 1 });
  try {
    await database.query('SELECT 1');
  } catch (cause) {
    throw new Error('DATABASE_URL must name a PostgreSQL that answers', { cause });
  } finally {
    await database.close();
  }
}
