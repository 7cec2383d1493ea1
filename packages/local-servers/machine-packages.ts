import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { childEnvironment } from './config.ts';
import type { Say } from './native-service.ts';

/**
 * Installs Debian packages when it may, after whoever installs now; otherwise throws, saying what to install.
 * @param otherwise what helps as well
 */
export async function installPackages(
  what: string,
  packages: readonly string[],
  say: Say,
  otherwise = 'start a Docker engine',
): Promise<void> {
  const mayInstall = process.getuid?.() === 0 && commandExists('apt-get');
  if (!mayInstall) {
    const names = packages.join(' ');
    throw new Error(
      `${what} is missing. Install it (Debian and Ubuntu: apt-get install ${names}), or ${otherwise}.`,
    );
  }
  say(`${what} is missing: installing ${packages.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const apt = (args: readonly string[]) => whenFree(() => run('apt-get', args, { env }), { say });
  await apt(['update', '-q']);
  await apt(['install', '-q', '-y', '--no-install-recommends', ...packages]);
}

interface Patience {
  readonly say: Say;
  /** Default: 3 s. */
  readonly pause?: () => Promise<unknown>;
  /** Default: 200, ten minutes. */
  readonly attempts?: number;
}

/** Does it again while another package manager holds apt's lock, as a machine that has just booted lets one do. */
export async function whenFree(
  work: () => unknown,
  { say, pause = () => wait(3_000), attempts = 200 }: Patience,
): Promise<void> {
  for (let left = attempts; ; left -= 1) {
    try {
      work();
      return;
    } catch (error) {
      if (!isLocked(error) || left <= 1) throw error;
      if (left === attempts) say('Another process is installing packages: waiting for it');
      await pause();
    }
  }
}

/** Source: apt's own messages, which LC_ALL keeps in English. */
function isLocked(error: unknown): boolean {
  return /Could not get lock|Unable to (acquire the dpkg frontend lock|lock directory)/.test(
    (error as Error).message,
  );
}

export function commandExists(name: string): boolean {
  return programOf(name) !== undefined;
}

/** Where the shell finds it. */
export function programOf(name: string): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' });
  return stdout?.trim() || undefined;
}

interface RunOptions {
  /** Added to this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly cwd?: string;
}

/** @returns what it printed; throws with its last words when it fails */
export function run(file: string, args: readonly string[], { env, user, cwd }: RunOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd,
    env: childEnvironment(env),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...user,
  });
  if (status === 0) return stdout;
  const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${file} ${args[0] ?? ''} failed:\n${said}`, { cause: error });
}
