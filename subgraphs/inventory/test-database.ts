import type { Database } from '@depachika/database/database.ts';
import { migrate } from '@depachika/database/migrations.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import pg from 'pg';

export async function testDatabase(_: { domains: string[] }) {
  const server = process.env.TEST_DATABASE_URL!;
  const name = `inventory_t_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate({ url: url.href, root: new URL('../../', import.meta.url).pathname, domains: ['inventory'] });
  const open: Database[] = [];
  return {
    url: url.href,
    database(service: string) {
      const database = openDatabase({ url: url.href, service });
      open.push(database);
      return database;
    },
    async close() {
      for (const database of open) await database.close();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
