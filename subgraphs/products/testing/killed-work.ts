import type { Database, Transaction } from '@depachika/database/database.ts';
import type { EditDependencies } from '../editing/edit-product.ts';

/** Lets work die at each of its statements in turn, looks at what is there then, and lets it end. */
export async function killedAtEach(
  editing: EditDependencies,
  work: (deps: EditDependencies) => Promise<unknown>,
  look: () => Promise<void>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    const { deps, statements } = dyingAt(editing, nth);
    const died = await work(deps).then(
      () => false,
      (error: Error) => error.message === 'died' || Promise.reject(error),
    );
    await look();
    if (!died) return statements();
  }
}

/** The same, where whoever works dies at its n-th statement; `statements` counts those that were sent. */
function dyingAt(
  editing: EditDependencies,
  nth: number,
): { readonly deps: EditDependencies; readonly statements: () => number } {
  const { database } = editing;
  let sent = 0;
  const dying = (tx: Transaction): Transaction => ({
    afterCommit: (work) => tx.afterCommit(work),
    query: (text, values) => {
      sent += 1;
      if (sent === nth) throw new Error('died');
      return tx.query(text, values);
    },
  });
  const transaction: Database['transaction'] = (options, work) =>
    database.transaction(options, (tx) => work(dying(tx)));
  return { deps: { ...editing, database: { ...database, transaction } }, statements: () => sent };
}
