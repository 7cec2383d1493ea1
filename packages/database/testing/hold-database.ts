import { startEmbeddedDatabase } from '../embedded/embedded.ts';
import { openDatabase } from '../open-database.ts';

/** Holds a data folder, writes rows until it is killed, and says so: `ready`, then the number of each committed row. */
const { url } = await startEmbeddedDatabase({ folder: process.argv[2]! });
const database = openDatabase({ url, service: 'holder' });
await database.query('CREATE TABLE IF NOT EXISTS public.written (n INTEGER PRIMARY KEY)');
process.stdout.write('ready\n');
for (let n = 1; ; n += 1) {
  await database.transaction({ name: 'holder.write' }, (tx) =>
    tx.query('INSERT INTO public.written (n) VALUES ($1)', [n]),
  );
  process.stdout.write(`${n}\n`);
}
