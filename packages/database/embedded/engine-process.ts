import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/**
 * Starts a module that runs PGlite, in a process of its own: it lives no longer than this one, and what compiling
 * PostgreSQL leaves behind stays out of the shop's memory. It is given nothing of this process's environment but where compiled modules
 * are kept, if they are.
 */
export function startEngineProcess(module: URL, argument: string): ChildProcess {
  return fork(module, [argument], {
    execArgv: SMALL_HEAP,
    env: { ...GIVES_MEMORY_BACK, ...keptModules() },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Answers are small and short-lived, and one thread compiles: more of either would only be touched and kept. */
const SMALL_HEAP = ['--max-semi-space-size=4', '--no-parallel-scavenge', '--v8-pool-size=1', '--expose-gc'];

/**
 * glibc keeps what it was given once: in an arena for each thread that compiles, and, after the first large block was
 * freed, large blocks too. One arena, and whatever a compiler takes straight from the system and back: V8 takes 32 KiB at a
 * time. Source: mallopt(3), "Environment variables".
 */
const GIVES_MEMORY_BACK = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: String(16 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 20),
};

/** A process that finds its modules without their types loads no compiler for these: 12 MiB, and a fifth of a second. */
function keptModules(): { readonly NODE_COMPILE_CACHE?: string } {
  const folder = getCompileCacheDir();
  // Node adds a folder for its own version.
  return folder ? { NODE_COMPILE_CACHE: dirname(folder) } : {};
}

/**
 * For an engine process, once it has started: what it read for that, the archive of PostGIS above all, goes back to the
 * system. V8 collects when a heap grows, and this one hardly does.
 */
export function giveBackWhatStartingTook(): void {
  globalThis.gc!();
}

/** For an engine process: it ends when the process that started it does, and leaves signals to that one. */
export function endWithParent(): void {
  // Ctrl-C reaches every process of a terminal, and whoever stops the shop may tell all of it: the shop goes first.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
  process.on('disconnect', () => process.exit(1));
}
