import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { endWithParent } from './engine-process.ts';

endWithParent();
const folder = process.argv[2]!;
const NEEDED_TO_RUN =
  /^(lib\/postgresql\/postgis-3\.so$|share\/proj\/|share\/postgresql\/extension\/postgis\.control$)/;

await Promise.all([writeCluster(join(folder, 'cluster')), writePostgis(join(folder, 'postgis.tar.gz'))]);
process.exit(0);

/** Small write-ahead segments: a copy of the cluster is a third as large, and a fresh start as much quicker. */
async function writeCluster(dataDir: string): Promise<void> {
  const database = await PGlite.create({
    dataDir,
    extensions: { postgis },
    initDbStartParams: ['--wal-segsize=1'],
  });
  await database.exec('CREATE EXTENSION postgis SCHEMA public');
  await database.exec('VACUUM');
  await database.exec('CHECKPOINT');
  await database.close();
}

/** Leaves out raster, topology, geocoder and the scripts that create and upgrade the extension: 27 of 91 MB remain. */
async function writePostgis(path: string): Promise<void> {
  const { bundlePath } = await postgis.setup({} as never, { PGLITE_ENV: {} });
  const archive = gunzipSync(await readFile(bundlePath as URL));
  const kept = [...tarEntries(archive)]
    .filter(({ name }) => NEEDED_TO_RUN.test(name))
    .map(({ bytes }) => bytes);
  if (kept.length < 3) throw new Error('The PostGIS bundle is not laid out as expected');
  await writeFile(path, gzipSync(Buffer.concat([...kept, Buffer.alloc(1024)]), { level: 1 }));
}

/** Source: POSIX.1-2017, pax, "ustar Interchange Format": name at 0, size in octal at 124, blocks of 512. */
function* tarEntries(archive: Buffer): Generator<{ name: string; bytes: Buffer }> {
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const name = archive
      .toString('utf8', at, at + 100)
      .replace(/\0.*$/s, '')
      .replace(/^\.\//, '');
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 136), 8);
    const end = at + 512 + Math.ceil(size / 512) * 512;
    yield { name, bytes: archive.subarray(at, end) };
    at = end;
  }
}
