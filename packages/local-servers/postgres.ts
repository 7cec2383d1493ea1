import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDatabase } from './answers.ts';
import { commandExists, installPackages, run } from './machine-packages.ts';
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
      const folder = dataFolder(settings, user);
      if (!existsSync(join(folder, 'PG_VERSION'))) initialise(programs, folder, user, say);
      return { file: join(programs, 'postgres'), args: ['-D', folder, ...options(port)], cwd: folder, user };
    },

    afterStart: () => ensureDatabase(addressOf('postgres', settings.ports).value),

    async clear() {
      for (const folder of places(settings)) await rm(folder, { recursive: true, force: true });
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

/** Beside the other services' data, unless the server's user cannot reach it there. */
function dataFolder(settings: ServiceSettings, user: ServerUser | undefined): string {
  const [preferred, reachable] = places(settings);
  for (const folder of [preferred!, reachable!]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!user) return folder;
    chownSync(folder, user.uid, user.gid);
    if (canUse(folder, user)) return folder;
    rmSync(folder, { recursive: true });
  }
  throw new Error('User postgres can write neither to SERVICES_DIR nor to /var/lib/postgresql');
}

function places({ folder }: ServiceSettings): [string, string] {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return [join(folder, 'postgres'), `/var/lib/postgresql/depachika-${name}`];
}

function canUse(folder: string, user: ServerUser): boolean {
  if (!commandExists('test') && !existsSync('/usr/bin/test')) return true;
  try {
    run('test', ['-w', folder], { user });
    return true;
  } catch {
    return false;
  }
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
