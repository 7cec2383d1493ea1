import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { processStart } from '@depachika/clock/process-start.ts';
import { childEnvironment } from './config.ts';

export interface BackgroundCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Runs as this user; only root may ask for another. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface BackgroundProcess {
  /** Where its process id and start time are kept. */
  readonly recordFile: string;
  readonly logFile: string;
}

interface ProcessRecord {
  readonly pid: number;
  /** Tells the process from a later one with the same id. */
  readonly startedAt: string;
}

/** Starts it apart from this process, so that it outlives it. @returns its process id */
export function startInBackground(place: BackgroundProcess, command: BackgroundCommand): number {
  mkdirSync(dirname(place.recordFile), { recursive: true });
  mkdirSync(dirname(place.logFile), { recursive: true });
  const log = openSync(place.logFile, 'a');
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: childEnvironment(command.env),
    uid: command.user?.uid,
    gid: command.user?.gid,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${command.file} does not start`);
  child.unref();
  const record: ProcessRecord = { pid: child.pid, startedAt: processStart(child.pid) ?? 'gone' };
  writeFileSync(place.recordFile, JSON.stringify(record));
  return child.pid;
}

/** The id of the recorded process while that very process lives. */
export function runningPid({ recordFile }: BackgroundProcess): number | undefined {
  if (!existsSync(recordFile)) return undefined;
  const { pid, startedAt } = JSON.parse(readFileSync(recordFile, 'utf8')) as ProcessRecord;
  return processStart(pid) === startedAt ? pid : undefined;
}

/** Asks it to end and waits; ends it by force after `patienceMs`. @returns false when it was not running */
export async function stopInBackground(
  place: BackgroundProcess,
  { signal, patienceMs }: { readonly signal: NodeJS.Signals; readonly patienceMs: number },
): Promise<boolean> {
  const pid = runningPid(place);
  if (pid !== undefined) {
    process.kill(pid, signal);
    if (!(await isGone(place, patienceMs))) {
      process.kill(pid, 'SIGKILL');
      await isGone(place, 10_000);
    }
  }
  rmSync(place.recordFile, { force: true });
  return pid !== undefined;
}

async function isGone(place: BackgroundProcess, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (runningPid(place) !== undefined) {
    if (performance.now() > deadline) return false;
    await wait(50);
  }
  return true;
}
