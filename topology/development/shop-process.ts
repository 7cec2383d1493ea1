import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromShop, ToShop } from './messages.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** As `npm start` runs it, but that it waits to be told. */
const ARGUMENTS = ['--max-old-space-size=512', '--import', './topology/development/standby.ts', 'start.ts'];
/** What it has not finished by then is safe in the database, which is not its own. */
const STOP_TIMEOUT_MS = 1_000;

/** A process that can become the shop once. */
export interface ShopProcess {
  /** Loads the shop with the code as it is now. @returns where the graph is; rejects when the process ends before */
  start(onOutput: (text: string) => void): Promise<{ readonly url: string }>;
  /** The modules of others that it has loaded; for the next process to have them ready. */
  libraries(): Promise<readonly string[]>;
  /** Resolves with how it ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Resolves when it is gone and its ports are free. What it prints from now on is not heard. */
  stop(): Promise<void>;
  isStopping(): boolean;
}

/** Starts a process that stands by with these libraries. */
export function shopProcess(env: NodeJS.ProcessEnv, libraries: readonly string[]): ShopProcess {
  const child = spawn(process.execPath, ARGUMENTS, {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
    // Ctrl-C is for the parent alone, which says in which order what stops.
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    // Not 'exit': what the process printed last may still be under way then.
    child.once('close', (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  let isStopping = false;
  tell(child, { kind: 'standBy', libraries });
  return {
    ended,
    isStopping: () => isStopping,
    async start(onOutput) {
      for (const stream of [child.stdout!, child.stderr!])
        stream.on('data', (chunk) => isStopping || onOutput(String(chunk)));
      const ready = answer(child, (message) => ('ready' in message ? message.ready.url : undefined));
      tell(child, { kind: 'start' });
      const url = await Promise.race([
        ready,
        ended.then((how) => Promise.reject(new Error(`The shop ${how}`))),
      ]);
      return { url };
    },
    libraries() {
      const told = answer(child, (message) => ('libraries' in message ? message.libraries : undefined));
      tell(child, { kind: 'tellLibraries' });
      return Promise.race([told, ended.then(() => [])]);
    },
    async stop() {
      isStopping = true;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

function tell(child: ChildProcess, message: ToShop): void {
  // One that has just ended is noticed by its end.
  if (child.connected) child.send(message, () => undefined);
}

/** The first message in which `find` finds something. */
function answer<T>(child: ChildProcess, find: (message: FromShop) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    child.on('message', function listener(message: FromShop) {
      const found = find(message);
      if (found === undefined) return;
      child.removeListener('message', listener);
      resolve(found);
    });
  });
}
