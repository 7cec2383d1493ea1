import type { DueWork } from '@depachika/background/due-work.ts';
import { type PollingLoop, pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { importedCategories } from './bulk/forget-imported.ts';
import type { EditDependencies } from './editing/edit-product.ts';
import { publishDue } from './lifecycle/publish-due.ts';
import { SCHEDULES_DUE, schedulesSinceSql } from './lifecycle/schedule-store.ts';
import { endAgedLabels, refreshRenamed, refreshTokens } from './listing/refresh-tokens.ts';
import { RENAMINGS_DUE, renamingsSinceSql } from './listing/renaming-store.ts';
import { AGED_DUE, agedSinceSql, REFRESHES_DUE, refreshesSinceSql } from './listing/token-refresh-store.ts';
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
/** Products that get their tokens anew in one transaction, whose rows others wait for meanwhile. */
const TOKENS_BATCH = 200;

/**
 * One look for what is due: products to publish or to withdraw, sales that start or end, labels that are over by a product's
 * age, words that find other products. Idle it costs one statement.
 */
export async function runDueJobs(deps: EditDependencies): Promise<StepResult> {
  const rows = await deps.database.query<{
    schedules: boolean;
    sales: boolean;
    aged: boolean;
    refreshes: boolean;
    renamings: boolean;
  }>(
    `SELECT ${SCHEDULES_DUE} AS schedules, ${SALES_DUE} AS sales, ${AGED_DUE} AS aged, ${REFRESHES_DUE} AS refreshes,
            ${RENAMINGS_DUE} AS renamings`,
    [deps.clock.now()],
  );
  const due = rows[0]!;
  const settled = due.sales ? await settleDueSales(deps, BATCH) : 0;
  const published = due.schedules ? await publishDue(deps, BATCH) : 0;
  const aged = due.aged ? await endAgedLabels(deps, TOKENS_BATCH) : 0;
  const refreshed = due.refreshes ? await refreshTokens(deps, TOKENS_BATCH) : 0;
  const renamed = due.renamings ? await refreshRenamed(deps, TOKENS_BATCH) : 0;
  if ([settled, published].includes(BATCH) || [aged, refreshed, renamed].includes(TOKENS_BATCH))
    return 'more';
  return settled + published + aged + refreshed + renamed > 0 ? 'found' : 'idle';
}

/** What these jobs should have done by now, for whoever watches them. */
export const DUE_WORK: readonly DueWork[] = [
  { job: 'publish_product', sinceSql: schedulesSinceSql },
  { job: 'settle_sale', sinceSql: salesSinceSql },
  { job: 'end_aged_label', sinceSql: agedSinceSql },
  { job: 'refresh_tokens', sinceSql: refreshesSinceSql },
  { job: 'refresh_renamed', sinceSql: renamingsSinceSql },
];
