import { isEmbeddedUrl, openDatabase } from '@depachika/database/open-database.ts';
import { limitPooledSessions } from '@depachika/database/sessions/pgbouncer.ts';
import type { EmbeddedConfig } from './config.ts';
import { earlyDatabase } from './early-database.ts';
import type { Progress } from './progress.ts';

export interface ShopDatabase {
  readonly url: string;
  /** For migrations; the same where no PgBouncer stands between. */
  readonly directUrl: string;
}

/** The addresses of the shop's database, which answers: the one that is named, or else the embedded one. */
export async function openShopDatabase(config: EmbeddedConfig, progress: Progress): Promise<ShopDatabase> {
  const { databaseUrl: url, directDatabaseUrl: directUrl } = config;
  if (url && directUrl) {
    await answers(directUrl, 'DATABASE_DIRECT_URL', progress);
    const limit = () => limitPooledSessions({ pooledUrl: url, directUrl });
    await progress.step(`PgBouncer at ${new URL(url).host} leads there`, limit);
    return { url, directUrl };
  }
  if (url) {
    await answers(url, 'DATABASE_URL', progress);
    return { url, directUrl: url };
  }
  const embedded = await progress.step('PostgreSQL with PostGIS runs', () => {
    earlyDatabase!.follow(progress.note);
    return earlyDatabase!.database;
  });
  return { url: embedded.url, directUrl: embedded.url };
}

function answers(url: string, setting: string, progress: Progress): Promise<void> {
  const which = isEmbeddedUrl(url) ? 'of another process' : `at ${new URL(url).host}`;
  return progress.step(`PostgreSQL ${which} answers`, () => refuseSilent(url, setting));
}

async function refuseSilent(url: string, setting: string): Promise<void> {
  const database = openDatabase({ url, service: 'start', poolSize: 1 });
  try {
    await database.query('SELECT 1');
  } catch (cause) {
    throw new Error(`${setting} must name a PostgreSQL that answers`, { cause });
  } finally {
    await database.close();
  }
}
