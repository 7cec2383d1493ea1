import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandExists, run } from './machine-packages.ts';
import type { ServerUser } from './postgres-programs.ts';
import type { ServicePlaces } from './settings.ts';

type Owned = 'postgres' | 'pgbouncer';

/** Beside the other services' data, unless the server's user cannot reach it there. */
export function dataFolder(name: Owned, settings: ServicePlaces, user: ServerUser | undefined): string {
  const [preferred, reachable] = dataFolders(name, settings);
  for (const folder of [preferred, reachable]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!user) return folder;
    chownSync(folder, user.uid, user.gid);
    if (canUse(folder, user)) return folder;
    rmSync(folder, { recursive: true });
  }
  throw new Error('User postgres can write neither to SERVICES_DIR nor to /var/lib/postgresql');
}

/** Everywhere that {@link dataFolder} may have chosen. */
export function dataFolders(name: Owned, { folder }: ServicePlaces): [string, string] {
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const suffix = name === 'postgres' ? '' : `-${name}`;
  return [join(folder, name), `/var/lib/postgresql/depachika-${place}${suffix}`];
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
