import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './machine-packages.ts';

export const OLDEST = 15;

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** The folder of the newest server's programs. */
export function findPostgresPrograms(): string | undefined {
  const candidates = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'].flatMap(
    (root) =>
      existsSync(root)
        ? readdirSync(root)
            .map((name) => ({
              version: Number(/^(?:postgresql@)?(\d+)$/.exec(name)?.[1] ?? 0),
              path: join(root, name, 'bin'),
            }))
            .filter(({ version, path }) => version >= OLDEST && existsSync(join(path, 'initdb')))
        : [],
  );
  return candidates.sort((a, b) => b.version - a.version)[0]?.path;
}

/** PostgreSQL refuses to run as root: then as user postgres. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(run('id', [flag, 'postgres']).trim());
  return { uid: id('-u'), gid: id('-g') };
}
