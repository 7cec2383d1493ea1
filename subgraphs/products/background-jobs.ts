import type { DueWork } from '@depachika/background/due-work.ts';
import { type PollingLoop, pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { importedCategories } from './bulk/forget-imported.ts';
import { CLEARING_PIECE, clearCategory } from './categories/clear-category.ts';
import { CLEARINGS_DUE, clearingsSinceSql } from './categories/clearing-store.ts';
import type { EditDependencies } from './editing/edit-product.ts';
import { AGED_DUE, agedSinceSql, endAgedLabels } from './labels/end-aged-labels.ts';
import { publishDue } from './lifecycle/publish-due.ts';
import { SCHEDULES_DUE, schedulesSinceSql } from './lifecycle/schedule-store.ts';
import { refreshRenamed, refreshTokens, renameBranded, shelveMoved } from './rewrites/rewrite-products.ts';
import { brandRenamings, categoryMoves, categoryRenamings, wordRewrites } from './rewrites/rewrite-queue.ts';
import { SALES_DUE, salesSinceSql } from './sale-prices/sale-store.ts';
import { settleDueSales } from './sale-prices/settle-sales.ts';

export function startBackgroundJobs(
  deps: EditDependencies & { readonly logger: Logger },
  { pollMs }: { readonly pollMs: number },
): PollingLoop {
  const forgetImported = importedCategories(deps);
  const jobs = pollingLoop({
    name: 'background jobs of products',
    clock: deps.clock,
    logger: deps.logger,
    step: async () => {
      await forgetImported();
      return runDueJobs(deps);
    },
    pollMs,
  });
  jobs.wake();
  return jobs;
}

/** Products, or sales, that are taken in hand at a time. */
const BATCH = 20;
/** Products that are written in one transaction after an edit of something that they have, whose rows others wait for meanwhile. */
const PIECE = 200;

/** What goes on in pieces after an edit, each by the SQL that tells whether there is any. */
const PIECES: readonly (readonly [dueSql: string, work: (deps: EditDependencies) => Promise<unknown>])[] = [
  [CLEARINGS_DUE, (deps) => clearCategory(deps, CLEARING_PIECE)],
  [categoryMoves.dueSql, (deps) => shelveMoved(deps, PIECE)],
  [brandRenamings.dueSql, (deps) => renameBranded(deps, PIECE)],
  [categoryRenamings.dueSql, (deps) => refreshRenamed(deps, PIECE)],
  [wordRewrites.dueSql, (deps) => refreshTokens(deps, PIECE)],
];

/**
 * One look for what is due: products to publish or to withdraw, sales that start or end, labels that are over by a product's
 * age, and one piece of each edit that goes on with its products. Idle it costs one statement.
 */
export async function runDueJobs(deps: EditDependencies): Promise<StepResult> {
  const rows = await deps.database.query<{
    schedules: boolean;
    sales: boolean;
    aged: boolean;
    pieces: boolean[];
  }>(
    `SELECT ${SCHEDULES_DUE} AS schedules, ${SALES_DUE} AS sales, ${AGED_DUE} AS aged,
            ARRAY[${PIECES.map(([dueSql]) => dueSql).join(', ')}] AS pieces`,
    [deps.clock.now()],
  );
  const due = rows[0]!;
  const settled = due.sales ? await settleDueSales(deps, BATCH) : 0;
  const published = due.schedules ? await publishDue(deps, BATCH) : 0;
  const aged = due.aged ? await endAgedLabels(deps, PIECE) : 0;
  let written = false;
  for (const [, work] of PIECES.filter((_, index) => due.pieces[index]))
    written = (await work(deps)) !== undefined || written;
  if ([settled, published].includes(BATCH) || aged === PIECE || written) return 'more';
  return settled + published + aged > 0 ? 'found' : 'idle';
}

/** What these jobs should have done by now, for whoever watches them. */
export const DUE_WORK: readonly DueWork[] = [
  { job: 'publish_product', sinceSql: schedulesSinceSql },
  { job: 'settle_sale', sinceSql: salesSinceSql },
  { job: 'end_aged_label', sinceSql: agedSinceSql },
  { job: 'refresh_tokens', sinceSql: wordRewrites.sinceSql },
  { job: 'refresh_renamed', sinceSql: categoryRenamings.sinceSql },
  { job: 'shelve_moved', sinceSql: categoryMoves.sinceSql },
  { job: 'rename_branded', sinceSql: brandRenamings.sinceSql },
  { job: 'clear_category', sinceSql: clearingsSinceSql },
];
