import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { MAX_CHECKED_SESSIONS } from '@depachika/schema/access-token.ts';
import type { Logger } from 'pino';
import type { OpenSessions } from '../admission/session-check.ts';

export interface SessionWatchOptions {
  readonly openSessions: OpenSessions;
  /** The sessions that sockets are open for now, each as often as it likes. */
  readonly held: () => Iterable<string>;
  /** Told which of them have ended. */
  readonly end: (sessionIds: ReadonlySet<string>) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Half of the minute in which an end is noticed that no wake-up told of: one look may fail. */
const LOOK_EVERY_MS = 30_000;

/**
 * Looks at the sessions of open sockets again and again, with one question for many. Sessions that nobody can be asked about go on,
 * and are looked at again.
 * @returns a function that ends it
 */
export function watchSessions(options: SessionWatchOptions): () => void {
  const { clock } = options;
  let timer: ClockTimer | undefined;
  let stopped = false;
  wait();
  return () => {
    stopped = true;
    timer?.cancel();
  };

  function wait(): void {
    timer = clock.after(LOOK_EVERY_MS, () => void lookAtAll());
  }

  async function lookAtAll(): Promise<void> {
    const held = [...new Set(options.held())];
    await Promise.all(batchesOf(held, MAX_CHECKED_SESSIONS).map((batch) => look(batch, options)));
    if (!stopped) wait();
  }
}

async function look(
  sessionIds: readonly string[],
  { openSessions, end, logger }: SessionWatchOptions,
): Promise<void> {
  try {
    const open = await openSessions(sessionIds);
    const ended = sessionIds.filter((id) => !open.has(id));
    if (ended.length > 0) end(new Set(ended));
  } catch (error) {
    logger.warn({ err: error, sessions: sessionIds.length }, 'The sessions of open sockets are not known');
  }
}

function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
