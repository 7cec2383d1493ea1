import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { backoffMs } from '@depachika/clock/backoff.ts';
import { childEnvironment } from '@depachika/local-servers/config.ts';
import type { PlannedProcess } from './plan.ts';

/** A line of a process's log; `entry` when it is one of ours. */
export interface LogLine {
  readonly process: string;
  readonly text: string;
  readonly entry: Readonly<Record<string, unknown>> | undefined;
}

export interface SupervisorOptions {
  readonly processes: readonly PlannedProcess[];
  readonly cwd: string;
  /** Added to a process's own at each of its starts. */
  readonly environment: (planned: PlannedProcess, start: number) => Readonly<Record<string, string>>;
  /** At each of its starts. */
  readonly onReady?: (planned: PlannedProcess) => void;
  readonly onLine: (line: LogLine) => void;
  readonly onExit: (exit: {
    readonly process: string;
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    /** Undefined when it is not started again. */
    readonly restartInMs: number | undefined;
  }) => void;
  /** Pause before a process is started again, doubled at each failure in a row up to 10,000; default 250. */
  readonly restartMs?: number;
}

export interface Supervisor {
  /** Resolves when every process is ready, with each one's address; rejects when one ends for good before that. */
  readonly ready: Promise<ReadonlyMap<string, string>>;
  /** Process ids by name, of those that run now. */
  pids(): Readonly<Record<string, number>>;
  /** Asks all to stop, the routers first, and waits, 10 s at most; those that do not are killed. */
  stop(): Promise<void>;
}

const LONGEST_RESTART_MS = 10_000;
const STOP_TIMEOUT_MS = 9_500;
/** One that ran for so long has recovered: its next failure is a first one. */
const RECOVERED_AFTER_MS = 30_000;
/** A configuration that is wrong does not get better. */
const MAX_STARTS_WITHOUT_READY = 5;

/** Keeps processes running: whatever ends without being told to is started again. */
export function supervise(options: SupervisorOptions): Supervisor {
  const running = new Map<string, ChildProcess>();
  const restarts = new Set<NodeJS.Timeout>();
  const urls = new Map<string, string>();
  const { promise: ready, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
  ready.catch(() => undefined);
  let stopping = false;
  for (const planned of options.processes) start(planned, { count: 0, failures: 0 });

  return {
    ready,
    pids: () => Object.fromEntries([...running].map(([name, child]) => [name, child.pid!])),
    async stop() {
      stopping = true;
      for (const restart of restarts) clearTimeout(restart);
      await stopInOrder(running, options.processes);
    },
  };

  function start(planned: PlannedProcess, history: { count: number; failures: number }): void {
    const { name, main, flags, env } = planned;
    const startedMs = performance.now();
    const child = spawn(process.execPath, [...flags, main], {
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: childEnvironment({ ...env, ...options.environment(planned, history.count) }),
      // Ctrl-C is for us alone: we say in which order what stops.
      detached: true,
    });
    running.set(name, child);
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (text) =>
        options.onLine({ process: name, text, entry: parsed(text) }),
      );
    }
    child.on('message', (message: { ready?: { url?: string } }) => {
      if (!message.ready) return;
      urls.set(name, message.ready.url ?? '');
      options.onReady?.(planned);
      if (urls.size === options.processes.length) resolve(urls);
    });
    child.once('exit', (code, signal) => {
      running.delete(name);
      const failures = performance.now() - startedMs > RECOVERED_AFTER_MS ? 1 : history.failures + 1;
      const hopeless = !urls.has(name) && failures >= MAX_STARTS_WITHOUT_READY;
      const restartInMs = stopping || hopeless ? undefined : pauseMs(failures);
      options.onExit({ process: name, code, signal, restartInMs });
      if (hopeless) reject(new Error(`${name} does not start: its own lines above say why`));
      if (restartInMs === undefined) return;
      const restart = setTimeout(() => {
        restarts.delete(restart);
        start(planned, { count: history.count + 1, failures });
      }, restartInMs);
      restarts.add(restart);
    });
  }

  function pauseMs(failures: number): number {
    return backoffMs({ firstMs: options.restartMs ?? 250, longestMs: LONGEST_RESTART_MS }, failures);
  }
}

/** Routers first: what they have taken in needs everybody else. */
async function stopInOrder(
  running: ReadonlyMap<string, ChildProcess>,
  processes: readonly PlannedProcess[],
): Promise<void> {
  const late = setTimeout(() => {
    for (const child of running.values()) child.kill('SIGKILL');
  }, STOP_TIMEOUT_MS);
  const routers = processes.filter(({ service }) => service === 'router').map(({ name }) => name);
  for (const names of [routers, [...running.keys()]]) {
    const children = names.flatMap((name) => running.get(name) ?? []);
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.map(gone));
  }
  clearTimeout(late);
}

function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function parsed(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
