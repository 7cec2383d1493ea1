import { openDatabase } from '../open-database.ts';
import { readSnapshot } from '../snapshot.ts';

/** Reads a snapshot of the database in its first argument that takes ten minutes, for tests that end it. */
const [url = ''] = process.argv.slice(2);
const database = openDatabase({ url, service: 'endless snapshot' });
await readSnapshot(database, { name: 'test.endless', signal: undefined }, (snapshot) =>
  snapshot.query('SELECT pg_sleep(600)'),
);
