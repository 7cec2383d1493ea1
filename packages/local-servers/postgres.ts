import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDatabase } from './answers.ts';
import { dataFolder, dataFolders } from './data-folder.ts';
import { installPackages, run } from './machine-packages.ts';
import type { NativeService, Say } from './native-service.ts';
import { findPostgresPrograms, OLDEST, type ServerUser, serverUser } from './postgres-programs.ts';
import { addressOf, DATABASE, type ServiceSettings } from './settings.ts';

/** PostgreSQL 15 or newer with PostGIS, on TCP alone; as user postgres when root asks, since it refuses to be root. */
export function nativePostgres(settings: ServiceSettings, say: Say): NativeService {
  const port = settings.ports.postgres;

  return {
    name: 'postgres',
    // Ends sessions instead of waiting for them.
    stopSignal: 'SIGINT',

    async prepare() {
      const programs = await installed(say);
      const user = serverUser();
      const folder = dataFolder('postgres', settings, user);
      if (!existsSync(join(folder, 'PG_VERSION'))) initialise(programs, folder, user, say);
      return { file: join(programs, 'postgres'), args: ['-D', folder, ...options(port)], cwd: folder, user };
    },

    afterStart: () => ensureDatabase(addressOf('postgres', settings.ports).value),

    async clear() {
      for (const folder of dataFolders('postgres', settings))
        await rm(folder, { recursive: true, force: true });
    },
  };
}

function options(port: number): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // One pool per service, and test suites beside them.
    max_connections: 300,
    shared_buffers: '256MB',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function installed(say: Say): Promise<string> {
  let programs = findPostgresPrograms();
  if (!programs) {
    await installPackages('PostgreSQL', ['postgresql', 'postgresql-contrib'], say);
    programs = findPostgresPrograms();
  }
  if (!programs) throw new Error(`PostgreSQL ${OLDEST} or newer is needed and was not found`);
  if (!hasPostgis(programs)) {
    const version = run(join(programs, 'pg_config'), ['--version']).match(/(\d+)/)?.[1];
    await installPackages('PostGIS', [`postgresql-${version}-postgis-3`], say);
  }
  return programs;
}

function hasPostgis(programs: string): boolean {
  const shared = run(join(programs, 'pg_config'), ['--sharedir']).trim();
  return existsSync(join(shared, 'extension', 'postgis.control'));
}

function initialise(programs: string, folder: string, user: ServerUser | undefined, say: Say): void {
  say('postgres: preparing its data folder');
  const passwordFile = join(folder, '..', `.postgres-password-${process.pid}`);
  writeFileSync(passwordFile, DATABASE.password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    run(
      join(programs, 'initdb'),
      [
        '-D',
        folder,
        '--username',
        DATABASE.user,
        '--pwfile',
        passwordFile,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
      ],
      { user },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
