import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import { oneAtATime } from './one-at-a-time.ts';
import { type SessionSeal, sessionSeal } from './sealed-session.ts';
import { type SessionStore, SessionsAway, type StoredSession } from './session-store.ts';

/** Files of sessions that have ended by themselves are looked for so often, and with the first session of a process. */
const SWEEP_EVERY_MS = 60 * 60_000;

export interface FileSessionsOptions {
  /** Made with the first session; a file for each. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * For one process, which finds them again after it has been started again. What a file holds of a session opens only under the name
 * that its browser carries. It is written whole or not at all.
 */
export function fileSessions({ folder, clock, logger }: FileSessionsOptions): SessionStore {
  const inTurn = oneAtATime();
  let written = 0;
  let sweepAt = 0;
  return {
    get: (name) => read(sessionSeal(name)),
    set: (name, session) => inTurn(name, () => write(sessionSeal(name), session)),
    change: (name, next) =>
      inTurn(name, async () => {
        const seal = sessionSeal(name);
        const session = await read(seal);
        const wanted = session && (await next(session));
        if (wanted) await write(seal, wanted);
        else await orAway(rm(fileOf(seal), { force: true }));
        return wanted;
      }),
  };

  function fileOf({ place }: SessionSeal): string {
    return join(folder, place);
  }

  async function read(seal: SessionSeal): Promise<StoredSession | undefined> {
    const sealed = await orAway(orMissing(readFile(fileOf(seal), 'utf8')));
    const session = sealed === undefined ? undefined : seal.open(sealed);
    return session && session.refreshTokenExpiresAt > clock.now().getTime() ? session : undefined;
  }

  async function write(seal: SessionSeal, session: StoredSession): Promise<void> {
    await orAway(mkdir(folder, { recursive: true, mode: 0o700 }));
    const nowMs = clock.now().getTime();
    if (nowMs >= sweepAt) {
      sweepAt = nowMs + SWEEP_EVERY_MS;
      await orAway(sweep(nowMs));
    }
    written += 1;
    const draft = join(folder, `${DRAFT}${process.pid}-${written}`);
    await orAway(
      putWhole(draft, fileOf(seal), { text: seal.seal(session), endsAtMs: session.refreshTokenExpiresAt }),
    );
  }

  async function sweep(nowMs: number): Promise<void> {
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      // A draft is being written; one that another process has left behind lies where it is.
      if (name.startsWith(DRAFT)) continue;
      const found = await orMissing(stat(file));
      if (found && found.mtimeMs <= nowMs) await rm(file, { force: true });
    }
  }

  function orAway<T>(done: Promise<T>): Promise<T> {
    return done.catch((error) => {
      logger.error({ err: error, folder }, 'Sessions cannot be kept: see that this folder can be written');
      throw new SessionsAway('The folder that keeps sessions cannot be used', { cause: error });
    });
  }
}

const DRAFT = '.new-';

/** A file is as old as its session's end, so that it need not be opened to know whether it is over. */
async function putWhole(
  draft: string,
  file: string,
  { text, endsAtMs }: { readonly text: string; readonly endsAtMs: number },
): Promise<void> {
  await writeFile(draft, text, { mode: 0o600 });
  await utimes(draft, endsAtMs / 1_000, endsAtMs / 1_000);
  await rename(draft, file);
}

function orMissing<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
