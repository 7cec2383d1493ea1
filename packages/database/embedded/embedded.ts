import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedProcessOptions, EngineWish } from './embedded-process.ts';
import { startEngineProcess } from './engine-process.ts';
import { folderHolder, lockFolder } from './folder-lock.ts';
import { preparedCluster } from './prepared-cluster.ts';
import { embeddedUrl, socketFolderFor, socketIn } from './unix-socket.ts';

export interface EmbeddedOptions {
  /** Where the data is kept; made if it is missing. */
  readonly folder: string;
  /** Copied when the folder holds no data yet; default: an empty cluster with PostGIS. */
  readonly template?: string;
  readonly onProgress?: (step: string) => void;
  /** The database died by itself: nothing that asks it will be answered. */
  readonly onFailure?: (error: Error) => void;
}

export interface EmbeddedDatabase {
  /** For `openDatabase`; the same for every process on this machine. */
  readonly url: string;
  /** Cuts clients off and rolls back what they had begun; then serves whoever connects, as before. */
  cutOff(): Promise<void>;
  /** Cuts clients off, writes everything out and frees the folder, within 3 s. Close the clients first. */
  close(): Promise<void>;
}

/**
 * PostgreSQL with PostGIS in a process that belongs to this one, on disk, behind a unix socket for any client on this
 * machine. A process killed at any moment loses nothing that was committed.
 * @throws FolderInUse
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socketFolder = socketFolderFor(folder);
  const lock = lockFolder(folder, socketFolder);
  try {
    const socketPath = socketIn(socketFolder);
    const { cluster, postgis } = await preparedCluster(options.onProgress);
    const dataDir = await copyOnce(options.template ?? cluster, folder);
    const engine = await startEngine({ dataDir, postgis, socketPath }, options.onFailure);
    await chmod(socketPath, 0o600);
    const stop = async () => {
      await stopEngine(engine);
      await rm(socketPath, { force: true });
      lock.release();
    };
    let stopped: Promise<void> | undefined;
    return {
      url: embeddedUrl(socketFolder),
      async cutOff() {
        await cutOff(engine);
        await chmod(socketPath, 0o600);
      },
      close: () => (stopped ??= stop()),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

export interface AttachOptions extends EmbeddedOptions {
  /** An existing PostgreSQL, which is then used instead of the folder. */
  readonly url: string | undefined;
}

/** For a command. `close` ends it only where it was started for the command. */
export type AttachedDatabase = Pick<EmbeddedDatabase, 'url' | 'close'>;

/** The shop's database for a command: the one given, the one that a running shop has embedded, or else started here. */
export async function attach(options: AttachOptions): Promise<AttachedDatabase> {
  if (options.url) return { url: options.url, close: async () => undefined };
  const holder = folderHolder(options.folder);
  if (!holder) return startEmbeddedDatabase(options);
  options.onProgress?.(`Using the database of process ${holder.pid}`);
  await answering(socketIn(holder.note));
  return { url: embeddedUrl(holder.note), close: async () => undefined };
}

/** True for a folder in which an embedded shop has kept data. */
export function hasEmbeddedData(folder: string): boolean {
  return existsSync(dataFolderIn(resolve(folder)));
}

function dataFolderIn(folder: string): string {
  return join(folder, 'postgres');
}

/** Copied aside and renamed: a start that was killed half-way leaves no half of a cluster. */
async function copyOnce(template: string, folder: string): Promise<string> {
  const dataDir = dataFolderIn(folder);
  for (const name of await readdir(folder)) {
    if (name.startsWith('postgres.new')) await rm(join(folder, name), { recursive: true });
  }
  if (existsSync(dataDir)) return dataDir;
  const draft = join(folder, `postgres.new-${process.pid}`);
  // `cp` asks the system about each of a thousand files several times over: it takes twice the processor's time.
  cpSync(template, draft, { recursive: true });
  await rename(draft, dataDir);
  return dataDir;
}

function startEngine(
  options: EmbeddedProcessOptions,
  onFailure?: (error: Error) => void,
): Promise<ChildProcess> {
  const module = new URL('./embedded-process.ts', import.meta.url);
  const engine = startEngineProcess(module, JSON.stringify(options));
  return new Promise((resolve, reject) => {
    let isReady = false;
    engine.once('message', () => {
      isReady = true;
      resolve(engine);
    });
    const failed = (how: string, cause?: Error) => {
      const error = new Error(`PostgreSQL in ${options.dataDir} ${how}`, { cause });
      if (isReady) onFailure?.(error);
      reject(error);
    };
    engine.on('error', (error) => failed('could not be started', error));
    engine.once('exit', (code, signal) => failed(`ended with ${code ?? signal}`));
  });
}

/** Fails when PostgreSQL ends instead. */
async function cutOff(engine: ChildProcess): Promise<void> {
  const ended = new AbortController();
  const onExit = () => ended.abort();
  engine.once('exit', onExit);
  try {
    const served = once(engine, 'message', { signal: ended.signal });
    tell(engine, 'cut off');
    await served;
  } finally {
    engine.removeListener('exit', onExit);
  }
}

function tell(engine: ChildProcess, wish: EngineWish): void {
  engine.send(wish);
}

/** A checkpoint that takes too long is left to the next start: everything committed is in the log. */
async function stopEngine(engine: ChildProcess): Promise<void> {
  if (engine.exitCode !== null || engine.signalCode !== null) return;
  engine.removeAllListeners('exit');
  const exited = new Promise((resolve) => engine.once('exit', resolve));
  if (engine.connected) tell(engine, 'stop');
  const late = setTimeout(() => engine.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(late);
}

const STOP_TIMEOUT_MS = 2500;

/** A shop that is still starting has the lock before it has the socket. */
async function answering(path: string): Promise<void> {
  for (let left = ANSWER_ATTEMPTS; ; left -= 1) {
    if (await accepts(path)) return;
    if (left === 0) throw new Error(`The database behind ${path} does not answer`);
    await delay(100);
  }
}

const ANSWER_ATTEMPTS = 300;

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
