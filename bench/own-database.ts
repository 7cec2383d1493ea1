import pg from 'pg';

export interface OwnDatabase {
  /** Of a server on which databases may be made. */
  readonly serverUrl: string;
  /** Begins the database's name; the process ends it. */
  readonly name: string;
}

/** Measures in a database of its own, which is dropped afterwards. */
export async function inOwnDatabase<T>(
  { serverUrl, name }: OwnDatabase,
  measure: (url: string) => Promise<T>,
): Promise<T> {
  const database = `${name}_${process.pid}`;
  const admin = new pg.Client(serverUrl);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  try {
    return await measure(url.href);
  } finally {
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin.end();
  }
}
