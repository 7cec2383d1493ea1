import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { serveWire } from './wire-server.ts';

export interface EmbeddedWorkerData {
  readonly dataDir: string;
  readonly postgis: string;
  readonly socketPath: string;
}

const options = workerData as EmbeddedWorkerData;

const database = await PGlite.create({
  dataDir: options.dataDir,
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

const server = await serveWire({
  path: options.socketPath,
  engine: {
    exchange: (messages) => database.execProtocolRawSync(messages),
    isInTransaction: () => database.isInTransaction(),
  },
  idleInTransactionMs: 15_000,
});

parentPort!.once('message', async () => {
  await server.close();
  await database.exec('CHECKPOINT');
  await database.close();
  process.exit(0);
});
parentPort!.postMessage('ready');
