import type { Database } from '@depachika/database/database.ts';
import { attach, hasEmbeddedData } from '@depachika/database/embedded/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { WrongUse } from './command.ts';
import type { Running } from './interruption.ts';
import { type ShopLocation, shopLocation, shown } from './shop-location.ts';

/**
 * The address of the shop's database, also while the shop runs; the embedded one is started when nobody has. Throws
 * `WrongUse` where no shop keeps data.
 */
export async function attachToShop(running: Running): Promise<string> {
  const location = shopLocation();
  refuseMissing(location);
  return attachTo(location, running);
}

/** The same for a command that may be the first to want a database. */
export function attachToShopOrNew(running: Running): Promise<string> {
  const location = shopLocation();
  refuseElsewhere(location);
  return attachTo(location, running);
}

async function attachTo({ databaseUrl, dataFolder }: ShopLocation, running: Running): Promise<string> {
  const attached = await attach({
    url: databaseUrl,
    folder: dataFolder,
    onProgress: (step) => console.error(step),
  });
  running.onStop(() => attached.close());
  return attached.url;
}

/** An empty database would be made, and found to be right. */
function refuseMissing(location: ShopLocation): void {
  refuseElsewhere(location);
  const { databaseUrl, dataFolder } = location;
  if (databaseUrl || hasEmbeddedData(dataFolder)) return;
  throw new WrongUse(
    `No shop runs from ${shown(dataFolder)}, and none has kept data there yet: start the shop first (npm start), or set DATABASE_URL, or DATA_DIR to the shop's folder.`,
  );
}

/** The shop ran on a server that only it has been told of. */
function refuseElsewhere({ databaseUrl, shop, dataFolder }: ShopLocation): void {
  if (databaseUrl || !shop?.databaseUrl) return;
  throw new WrongUse(
    `The shop of ${shown(dataFolder)} does not run, and keeps its data at ${new URL(shop.databaseUrl).host}: start it first, or set DATABASE_URL.`,
  );
}

export interface ShopDatabaseOptions {
  /** Shown by the server and in errors: who asks. */
  readonly service: string;
  readonly poolSize?: number;
  /** Longest single statement on a real PostgreSQL; default 5,000. */
  readonly statementTimeoutMs?: number;
}

/** The shop's database until the command ends. */
export async function openShopDatabase(
  running: Running,
  { poolSize = 1, ...options }: ShopDatabaseOptions,
): Promise<Database> {
  const database = openDatabase({ url: await attachToShop(running), poolSize, ...options });
  running.onStop(() => database.close());
  return database;
}

/** The shop has never been started on this database. */
export function isMissingTable({ code }: NodeJS.ErrnoException): boolean {
  return code === UNDEFINED_TABLE;
}

/** Source: PostgreSQL, appendix A. */
const UNDEFINED_TABLE = '42P01';
