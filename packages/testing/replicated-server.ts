import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { findPostgresPrograms, serverUser } from '@depachika/local-servers/postgres-programs.ts';
import pg from 'pg';

/** A PostgreSQL and a streaming replica of it, made for one test file, which may stop either. */
export interface ReplicatedServer {
  readonly primaryUrl: string;
  readonly replicaUrl: string;
  /** Until {@link resume} the replica receives, and shows nothing of it. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** At once, as a crash. */
  killReplica(): Promise<void>;
  startReplica(): Promise<void>;
  /** Resolves when the replica shows all that the primary has committed so far. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

const USER = 'depachika';
const MAX_LOOKS = 600;
const PAUSE_MS = 50;

/** False where PostgreSQL is another machine's, or a container's. */
export function hasPostgresPrograms(): boolean {
  return findPostgresPrograms() !== undefined;
}

/** Needs PostgreSQL's programs on this machine. */
export async function replicatedServer(): Promise<ReplicatedServer> {
  const programs = findPostgresPrograms();
  if (!programs) throw new Error('PostgreSQL must be installed on this machine to have a replica');
  const folder = await mkdtemp(join(tmpdir(), 'depachika-replica-'));
  const as = { ...serverUser(), cwd: folder };
  if (as.uid !== undefined) await chown(folder, as.uid, as.gid!);
  const run = (name: string, ...args: string[]) => promisify(execFile)(join(programs, name), args, as);
  const port = freePorts();
  const [primaryPort, replicaPort] = [await port(), await port()];
  const start = (name: string, port: number) =>
    startServer(join(programs, 'postgres'), join(folder, name), port, as);

  await run(
    'initdb',
    '-D',
    'primary',
    '--username',
    USER,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  );
  const primary = await start('primary', primaryPort);
  const copying = ['-h', '127.0.0.1', '-p', `${primaryPort}`, '-U', USER, '--checkpoint=fast', '--no-sync'];
  await run('pg_basebackup', '-D', 'replica', '--write-recovery-conf', ...copying);
  let replica = await start('replica', replicaPort);
  const [primaryUrl, replicaUrl] = [urlOf(primaryPort), urlOf(replicaPort)];
  return {
    primaryUrl,
    replicaUrl,
    pause: async () => void (await ask(replicaUrl, 'SELECT pg_wal_replay_pause()')),
    resume: async () => void (await ask(replicaUrl, 'SELECT pg_wal_replay_resume()')),
    killReplica: () => stop(replica),
    async startReplica() {
      replica = await start('replica', replicaPort);
    },
    async caughtUp() {
      const { lsn } = await ask(primaryUrl, 'SELECT pg_current_wal_lsn()::text AS lsn');
      const isThere = `SELECT pg_last_wal_replay_lsn() >= '${lsn}'::pg_lsn AS there`;
      for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
        if ((await ask(replicaUrl, isThere)).there) return;
        await wait(PAUSE_MS);
      }
      throw new Error(`The replica has not replayed ${lsn}`);
    },
    async close() {
      await Promise.all([stop(replica), stop(primary)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startServer(
  file: string,
  data: string,
  port: number,
  as: { uid?: number; gid?: number; cwd: string },
): Promise<ChildProcess> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    shared_buffers: '16MB',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(file, ['-D', data, ...args], { ...as, stdio: 'ignore' });
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    try {
      await ask(urlOf(port), 'SELECT 1');
      return server;
    } catch {
      await wait(PAUSE_MS);
    }
  }
  await stop(server);
  throw new Error('PostgreSQL does not answer');
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGQUIT');
  await gone;
}

function urlOf(port: number): string {
  return `postgres://${USER}@127.0.0.1:${port}/postgres`;
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(statement)).rows[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}
