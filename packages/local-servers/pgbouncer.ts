import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder, dataFolders } from './data-folder.ts';
import { commandExists, installPackages } from './machine-packages.ts';
import type { NativeService, Say } from './native-service.ts';
import { type ServerUser, serverUser } from './postgres-programs.ts';
import type { ServiceSettings } from './settings.ts';

/** Debian keeps it where only root looks. */
const PROGRAMS = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'];
const SETTINGS = 'pgbouncer.ini';
const USERS = 'users.txt';

/**
 * PgBouncer in transaction mode before a PostgreSQL, for every database of it and every role: it asks the server for their
 * passwords. As user postgres when root asks, since it refuses to be root.
 */
export function nativePgbouncer(settings: ServiceSettings, say: Say): NativeService {
  return {
    name: 'pgbouncer',
    // Waits for nobody; SIGINT would wait for every client.
    stopSignal: 'SIGTERM',

    async prepare() {
      let program = findPgbouncer();
      if (!program) await installPackages('PgBouncer', ['pgbouncer'], say);
      program ??= findPgbouncer();
      if (!program) throw new Error('PgBouncer is needed and was not found');
      const user = serverUser();
      const folder = dataFolder('pgbouncer', settings, user);
      const server = new URL(settings.pgbouncer.serverUrl);
      write(join(folder, SETTINGS), settingsFile(server, settings.pgbouncer.port), user);
      write(join(folder, USERS), usersFile(server), user);
      return { file: program, args: [SETTINGS], cwd: folder, user };
    },

    async clear() {
      for (const folder of dataFolders('pgbouncer', settings))
        await rm(folder, { recursive: true, force: true });
    },
  };
}

export function findPgbouncer(): string | undefined {
  return PROGRAMS.find(existsSync) ?? (commandExists('pgbouncer') ? 'pgbouncer' : undefined);
}

function settingsFile({ hostname, port, username }: URL, listenPort: number): string {
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: listenPort,
    unix_socket_dir: '',
    pool_mode: 'transaction',
    auth_type: 'scram-sha-256',
    auth_file: USERS,
    auth_user: decodeURIComponent(username),
    auth_query: 'SELECT usename, passwd FROM pg_catalog.pg_shadow WHERE usename = $1',
    max_client_conn: 1000,
    default_pool_size: 20,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `[databases]\n* = host=${hostname} port=${port || 5432}\n\n[pgbouncer]\n${lines.join('\n')}\n`;
}

function usersFile({ username, password }: URL): string {
  const words = [username, password].map((word) => `"${decodeURIComponent(word).replaceAll('"', '""')}"`);
  return `${words.join(' ')}\n`;
}

function write(file: string, text: string, user: ServerUser | undefined): void {
  writeFileSync(file, text, { mode: 0o600 });
  if (user) chownSync(file, user.uid, user.gid);
}
