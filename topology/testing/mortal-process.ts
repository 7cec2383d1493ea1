import type { Database, TransactionOptions } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';

/** Thrown where the process dies. Its code says that nothing is wrong with the work: it comes again. */
export class Died extends Error {
  readonly code = 'ECONNRESET';
}

/** A process that can die and be started again: between the two its databases hear nothing of it. */
export interface MortalProcess {
  readonly crashPoints: CrashPoints;
  /** The same database as this process reaches it. */
  database(database: Database): Database;
  /** Dies the next time that this crash point is reached. */
  dieAt(point: string): void;
  /** How many times it has died. */
  deaths(): number;
  /** Waits for what the dead process still tried, then lives again; does nothing to a living one. */
  startAgain(): Promise<void>;
}

export function mortalProcess(): MortalProcess {
  let isDead = false;
  let armed: string | undefined;
  let deaths = 0;
  let underWay = 0;

  return {
    crashPoints: {
      reach(name) {
        if (isDead) throw new Died(name);
        if (name !== armed) return;
        armed = undefined;
        isDead = true;
        deaths += 1;
        throw new Died(name);
      },
    },
    database: (database) => ({
      query: (text, values) => alive(() => database.query(text, values)),
      transaction: (options: TransactionOptions, work) =>
        alive(() =>
          database.transaction(options, async (tx) => {
            const result = await work(tx);
            if (isDead) throw new Died('It died before the commit');
            return result;
          }),
        ),
      pool: database.pool,
      embedded: database.embedded,
      statementCount: () => database.statementCount(),
      close: () => database.close(),
    }),
    dieAt(point) {
      armed = point;
    },
    deaths: () => deaths,
    async startAgain() {
      if (!isDead) return;
      // What still runs in the dead process fails at its next statement; each failure may start one more.
      for (let quiet = 0; quiet < QUIET_TURNS; quiet = underWay === 0 ? quiet + 1 : 0)
        await new Promise(setImmediate);
      isDead = false;
    },
  };

  async function alive<T>(run: () => Promise<T>): Promise<T> {
    if (isDead) throw new Died('This process is dead');
    underWay += 1;
    try {
      return await run();
    } finally {
      underWay -= 1;
    }
  }
}

/** Turns of the event loop without a statement, after which nothing of the dead process is left. */
const QUIET_TURNS = 5;
