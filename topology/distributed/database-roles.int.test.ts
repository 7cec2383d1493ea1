import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDatabaseUrl } from './service-folders.ts';
import { type EmptyPlace, emptyPlace } from './testing/empty-place.ts';

const server = process.env.TEST_DATABASE_URL;

describe.runIf(server)('roles on PostgreSQL (TEST_DATABASE_URL)', () => {
  let place: EmptyPlace;
  beforeAll(async () => {
    place = await emptyPlace(server!, process.env.TEST_PGBOUNCER_URL);
    await place.prepare();
  });
  afterAll(() => place.remove());

  async function as(service: string, statement: string) {
    const client = new pg.Client({ connectionString: await readDatabaseUrl(place.folder, service) });
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  }

  const tableOf = {
    catalog: 'products',
    orders: 'orders',
    users: 'users',
    payments: 'payments',
    inventory: 'locations',
    delivery: 'slots',
    analytics: 'read_models',
    notifications: 'mails',
  } as Record<string, string>;
  const pairs = DOMAIN_SERVICES.flatMap(({ name }) =>
    DOMAIN_SERVICES.filter((other) => other.name !== name).map(
      (other) => [name, other.databaseSchema] as const,
    ),
  );

  it.each(DOMAIN_SERVICES)('lets $name read and write its own schema', async ({ name, databaseSchema }) => {
    const table = `${databaseSchema}.${tableOf[databaseSchema]}`;
    await as(name, `SELECT * FROM ${table} LIMIT 1`);
    await as(name, `DELETE FROM ${table} WHERE false`);
  });

  it('refuses every service on every foreign schema', async () => {
    for (const [service, schema] of pairs) {
      const reading = as(service, `SELECT * FROM ${schema}.${tableOf[schema]} LIMIT 1`);
      await expect(reading, `${service} reads ${schema}`).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each([
    ['change its own tables', 'ALTER TABLE orders.orders ADD COLUMN x int'],
    ['make tables', 'CREATE TABLE orders.mine (x int)'],
    ['make tables in the common schema', 'CREATE TABLE public.mine (x int)'],
    ['rewrite the record of migrations', 'DELETE FROM orders._prisma_migrations'],
    ['make roles', 'CREATE ROLE depachika_intruder'],
  ])('does not let a service %s', async (_, statement) => {
    await expect(as('orders', statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('keeps passwords when it is repeated, and takes the log away when Kafka has it', async () => {
    const before = await readDatabaseUrl(place.folder, 'orders');
    await as('orders', 'SELECT * FROM bus.events LIMIT 1');
    await place.prepare({ logIsTable: false });
    expect(await readDatabaseUrl(place.folder, 'orders')).toBe(before);
    await expect(as('orders', 'SELECT * FROM bus.events LIMIT 1')).rejects.toMatchObject({ code: '42501' });
    await as('orders', 'SELECT * FROM orders.orders LIMIT 1');
  });
});
