import { spawnSync } from 'node:child_process';
import { childEnvironment } from './config.ts';
import type { Say } from './native-service.ts';

/** Installs Debian packages when it may; otherwise throws, saying what to install. */
export function installPackages(what: string, packages: readonly string[], say: Say): void {
  const mayInstall = process.getuid?.() === 0 && commandExists('apt-get');
  if (!mayInstall) {
    const names = packages.join(' ');
    throw new Error(
      `${what} is missing. Install it (Debian and Ubuntu: apt-get install ${names}), or start a Docker engine.`,
    );
  }
  say(`${what} is missing: installing ${packages.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], { env });
  run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], { env });
}

export function commandExists(name: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { stdio: 'ignore' }).status === 0;
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
