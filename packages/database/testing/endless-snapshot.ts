import { openDatabase } from '../open-database.ts';
import { readSnapshot } from '../snapshot.ts';

/** Sends its second argument to the database of its first, over and over in one snapshot, for tests that end it. */
const [url = '', statement = ''] = process.argv.slice(2);
const database = openDatabase({ url, service: 'endless snapshot' });
await readSnapshot(database, { name: 'test.endless', signal: undefined }, async (snapshot) => {
  for (;;) {
    process.stdout.write('reading\n');
    await snapshot.query(statement);
  }
});
