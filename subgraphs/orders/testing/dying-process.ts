import type { Database } from '@depachika/database/database.ts';
import type { TestShop } from './test-shop.ts';

/** Thrown where the process dies; whatever its code still does about it reaches nothing any more. */
export class Died extends Error {}

/** A process of the domain that dies at this crash point: from then on neither database nor other domains hear of it. */
export function dyingProcess(shop: TestShop, database: Database, point: string) {
  let isDead = false;
  const alive = <T>(run: () => Promise<T>): Promise<T> => {
    if (isDead) return Promise.reject(new Died('This process is dead'));
    return run();
  };
  const process = shop.process({
    database: {
      ...database,
      query: (text, values) => alive(() => database.query(text, values)),
      transaction: (options, work) =>
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
      close: async () => undefined,
    },
    crashPoints: {
      reach(name) {
        if (isDead) throw new Died(name);
        if (name !== point) return;
        isDead = true;
        process.kill();
        throw new Died(name);
      },
    },
  });
  return { ...process, isDead: () => isDead };
}
