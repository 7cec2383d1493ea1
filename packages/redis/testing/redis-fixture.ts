import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { redisConnection } from '../redis-connection.ts';

/** A Redis that one test file started itself, and may kill. */
export interface OwnRedis {
  readonly url: string;
  /** As a crash: at once, and nothing is kept. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Needs `redis-server` on the path. */
export async function ownRedis(): Promise<OwnRedis> {
  const port = await freePorts()();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const redis: OwnRedis = {
    url,
    async start() {
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      server = spawn('redis-server', args, { stdio: 'ignore' });
      const connection = redisConnection({ url, name: 'starting', logger: silent });
      await connection.ready(20_000).finally(() => connection.close());
    },
    async kill() {
      const killed = server;
      server = undefined;
      if (!killed) return;
      const gone = once(killed, 'exit');
      killed.kill('SIGKILL');
      await gone;
    },
    close: () => redis.kill(),
  };
  await redis.start();
  return redis;
}
