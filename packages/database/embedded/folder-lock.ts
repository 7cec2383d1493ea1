import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processStart } from '@depachika/clock/process-start.ts';

/** Another process that lives holds the folder. */
export class FolderInUse extends Error {
  readonly code = 'FOLDER_IN_USE';
  readonly pid: number;

  constructor(pid: number) {
    super(`The data folder is in use by process ${pid}`);
    this.name = 'FolderInUse';
    this.pid = pid;
  }
}

export interface LockHolder {
  readonly pid: number;
  /** When the process began, as its system counts: tells it from a later one that was given the same number. */
  readonly startedAt: string;
  /** Whatever the holder wants others to know. */
  readonly note: string;
}

export interface FolderLock {
  release(): void;
}

const heldHere = new Set<string>();

/**
 * Makes this process the folder's only user until `release`. The lock of a process that no longer lives is taken over.
 * @throws FolderInUse
 */
export function lockFolder(folder: string, note = ''): FolderLock {
  const path = lockPath(folder);
  mkdirSync(resolve(folder), { recursive: true });
  const own: LockHolder = { pid: process.pid, startedAt: startSinceBoot(process.pid), note };
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    while (!linked(draft, path)) removeIfDead(path);
  } finally {
    rmSync(draft, { force: true });
  }
  heldHere.add(path);
  return {
    release() {
      if (heldHere.delete(path)) rmSync(path, { force: true });
    },
  };
}

/**
 * The same, once a process that is ending has let go of the folder.
 * @throws FolderInUse after half a minute
 */
export async function lockWhenFree(folder: string): Promise<FolderLock> {
  for (let left = MAX_LOOKS; ; left -= 1) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUse) || left === 0) throw error;
    }
    await delay(LOOK_EVERY_MS);
  }
}

const LOOK_EVERY_MS = 50;
const MAX_LOOKS = 600;

/** Who uses the folder now; undefined when nobody who lives does. */
export function folderHolder(folder: string): LockHolder | undefined {
  const path = lockPath(folder);
  const holder = readHolder(path);
  return holder && isAlive(holder, path) ? holder : undefined;
}

function lockPath(folder: string): string {
  return join(resolve(folder), 'lock');
}

/** A link appears at once and with its content, or not at all. */
function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the file aside before it looks again: what two have found dead is removed by one, and nobody else's is. */
function removeIfDead(path: string): void {
  const found = readHolder(path);
  if (!found) return;
  if (isAlive(found, path)) throw new FolderInUse(found.pid);
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved, path)) linked(aside, path);
  rmSync(aside, { force: true });
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} is not readable: remove it when no process uses the folder`, { cause: error });
  }
}

function isAlive({ pid, startedAt }: LockHolder, path: string): boolean {
  if (pid === process.pid) return heldHere.has(path);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startedAt === startSinceBoot(pid);
}

/** When the process began and the boot that this counts from; empty where the system does not tell both. */
function startSinceBoot(pid: number): string {
  const boot = bootId();
  const start = boot && processStart(pid);
  return start ? `${boot} ${start}` : '';
}

function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}
