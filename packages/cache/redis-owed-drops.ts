import { type ClockTimer, systemClock } from '@depachika/clock/clock.ts';
import type { RedisConnection } from '@depachika/redis/redis-connection.ts';

/** Drops that Redis has not confirmed. */
export interface OwedDrops {
  /** Resolves when they are done, or remembered because Redis cannot be reached. */
  drop(tags: readonly string[]): Promise<void>;
  /** While true nothing in Redis may be trusted: something there should be gone. */
  areOwed(): boolean;
  close(): void;
}

export interface OwedDropsOptions {
  readonly connection: RedisConnection;
  /** Before each tag. */
  readonly tagPrefix: string;
  /** Every entry has it. */
  readonly everything: string;
}

/**
 * Repeats drops until they succeed. Drops of the last minute are repeated whenever the connection comes back too: a
 * replica that took over may not have heard of them. Too many to remember become one, of everything.
 */
export function owedDrops({ connection, tagPrefix, everything }: OwedDropsOptions): OwedDrops {
  const owed = new Map<string, symbol>();
  const recent = new Map<string, number>();
  let timer: ClockTimer | undefined;
  const stopListening = connection.onReady(() => {
    forgetOld();
    owe([...recent.keys()]);
    void pay();
  });

  return {
    async drop(tags) {
      remember(tags);
      if (owed.size === 0 && (await unlink(tags))) return;
      owe(tags);
      await pay();
    },
    areOwed: () => owed.size > 0,
    close() {
      stopListening();
      timer?.cancel();
      owed.clear();
    },
  };

  async function unlink(tags: readonly string[]): Promise<boolean> {
    const keys = tags.map((tag) => tagPrefix + tag);
    return (await connection.attempt((client) => client.unlink(...keys))) !== undefined;
  }

  function owe(tags: readonly string[]): void {
    const all = bounded(tags, owed);
    if (all !== tags) owed.clear();
    for (const tag of all) owed.set(tag, Symbol());
  }

  async function pay(): Promise<void> {
    timer?.cancel();
    const paid = [...owed];
    if (paid.length === 0) return;
    if (await unlink(paid.map(([tag]) => tag))) {
      // One that was owed again meanwhile may have come too late for this time.
      for (const [tag, debt] of paid) if (owed.get(tag) === debt) owed.delete(tag);
    }
    if (owed.size > 0) timer = systemClock.after(RETRY_MS, () => void pay());
  }

  function remember(tags: readonly string[]): void {
    forgetOld();
    for (const tag of bounded(tags, recent)) {
      // Again at the end: the oldest come first.
      recent.delete(tag);
      recent.set(tag, performance.now());
    }
  }

  function bounded(tags: readonly string[], known: ReadonlyMap<string, unknown>): readonly string[] {
    return known.size + tags.length > MOST_REMEMBERED ? [everything] : tags;
  }

  function forgetOld(): void {
    const oldest = performance.now() - RECENT_MS;
    for (const [tag, at] of recent) {
      if (at >= oldest) break;
      recent.delete(tag);
    }
  }
}

const MOST_REMEMBERED = 10_000;
const RETRY_MS = 1_000;
const RECENT_MS = 60_000;
