import type { Database } from '@depachika/database/database.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import type { Running } from './interruption.ts';
import { shopLocation } from './shop-location.ts';

/** The address of the shop's database, also while the shop runs; an embedded one is started when nobody has. */
export async function attachToShop(running: Running): Promise<string> {
  const { dataFolder, databaseUrl } = shopLocation();
  const attached = await attach({
    url: databaseUrl,
    folder: dataFolder,
    onProgress: (step) => console.error(step),
  });
  running.onStop(() => attached.close());
  return attached.url;
}

export interface ShopDatabaseOptions {
  /** Shown by the server and in errors: who asks. */
  readonly service: string;
  readonly poolSize?: number;
}

/** The shop's database until the command ends. */
export async function openShopDatabase(
  running: Running,
  { service, poolSize = 1 }: ShopDatabaseOptions,
): Promise<Database> {
  const database = openDatabase({ url: await attachToShop(running), service, poolSize });
  running.onStop(() => database.close());
  return database;
}

/** The shop has never been started on this database. */
export function isMissingTable({ code }: NodeJS.ErrnoException): boolean {
  return code === UNDEFINED_TABLE;
}

/** Source: PostgreSQL, appendix A. */
const UNDEFINED_TABLE = '42P01';
