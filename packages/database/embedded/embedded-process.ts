import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { endWithParent, giveBackWhatStartingTook } from './engine-process.ts';
import { lockWhenFree } from './folder-lock.ts';
import { serveWire, type WireServer } from './wire-server.ts';

export interface EmbeddedProcessOptions {
  readonly dataDir: string;
  readonly postgis: string;
  readonly socketPath: string;
}

/** What the process that started it may ask of it. */
export type EngineWish = 'cut off' | 'stop';

endWithParent();
const options = JSON.parse(process.argv[2]!) as EmbeddedProcessOptions;
// The shop's lock goes with the shop; when that was killed, its PostgreSQL lives on until its statement is done.
const lock = await lockWhenFree(options.dataDir);
await rm(options.socketPath, { force: true });

const database = await PGlite.create({
  dataDir: options.dataDir,
  // Every page of them is written at the start. The files are in the system's cache besides.
  startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
  extensions: {
    postgis: {
      name: postgis.name,
      setup: async (...args: Parameters<typeof postgis.setup>) => ({
        ...(await postgis.setup(...args)),
        bundlePath: pathToFileURL(options.postgis),
      }),
    },
  },
});

await database.exec("LOAD 'postgis-3'");
// Its code is in PostgreSQL's memory from here on: the file in memory that it was read from is 17 MB that nobody reads.
database.Module.FS.truncate(`${database.Module.WASM_PREFIX}/lib/postgresql/postgis-3.so`, 0);
giveBackWhatStartingTook();

let server = await serve();

function serve(): Promise<WireServer> {
  return serveWire({
    path: options.socketPath,
    engine: {
      exchange,
      isInTransaction: () => database.isInTransaction(),
    },
    idleInTransactionMs: 15_000,
  });
}

/**
 * `execProtocolRawSync` reads what it answers as well, and keeps every message for as long as PostgreSQL runs. This hands
 * answers on as they are. All of them are there when it returns: without `syncToFs` it waits for nothing.
 */
function exchange(messages: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  // A failure that is no answer ends this process, as an unhandled rejection does.
  void database.execProtocolRawStream(messages, {
    syncToFs: false,
    // A part is a view of PostgreSQL's memory, which changes.
    onRawData: (part) => void parts.push(part.slice()),
  });
  return Buffer.concat(parts);
}

process.on('message', async (wish: EngineWish) => {
  await server.close();
  if (wish === 'cut off') {
    server = await serve();
    process.send!('ready');
    return;
  }
  await database.exec('CHECKPOINT');
  await database.close();
  lock.release();
  process.exit(0);
});
process.send!('ready');
