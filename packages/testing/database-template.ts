import { createHash } from 'node:crypto';
import { systemClock } from '@depachika/clock/clock.ts';
import pg from 'pg';

export interface TemplateOptions {
  /** A database whose role may create others. */
  readonly server: string;
  /** Names what the template holds: the same key, the same content. */
  readonly key: string;
  /** Begins with the time in ms, so that what a killed run left behind can be told. */
  readonly name: string;
  /** Fills a new template; called once per key and server. */
  readonly fill: (url: string) => Promise<void>;
}

export interface TemplatedDatabase {
  readonly url: string;
  close(): Promise<void>;
}

/** A new database, cloned from a template that is made at the first call with its key. */
export async function databaseFromTemplate(options: TemplateOptions): Promise<TemplatedDatabase> {
  const template = `${TEMPLATE}${options.key}`;
  const name = `${CLONE}${options.name}`;
  await onServer(options.server, async (client) => {
    await whileLocked(client, template, () => makeTemplate(client, template, options));
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const drop = (client: pg.Client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return {
    url: urlOf(options.server, name),
    close: () => onServer(options.server, async (client) => void (await drop(client))),
  };
}

const TEMPLATE = 'depachika_template_';
const CLONE = 'depachika_test_';
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Renamed when it is complete: a template that exists is whole. */
async function makeTemplate(
  client: pg.Client,
  template: string,
  { server, fill }: TemplateOptions,
): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_catalog.pg_database WHERE datname = $1', [
    template,
  ]);
  if (rowCount) return;
  await dropAbandoned(client);
  const draft = `${template}_making`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft}`);
  await fill(urlOf(server, draft));
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function dropAbandoned(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    'SELECT datname FROM pg_catalog.pg_database WHERE starts_with(datname, $1)',
    [CLONE],
  );
  for (const { datname } of rows) {
    const createdMs = Number(datname.slice(CLONE.length).split('_')[0]);
    if (systemClock.now().getTime() - createdMs < ABANDONED_AFTER_MS) continue;
    await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  }
}

async function whileLocked(client: pg.Client, name: string, run: () => Promise<void>): Promise<void> {
  const key = createHash('sha256').update(name).digest().readInt32BE(0);
  await client.query('SELECT pg_advisory_lock($1)', [key]);
  await run();
  await client.query('SELECT pg_advisory_unlock($1)', [key]);
}

async function onServer(server: string, run: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
