import type { DueWork } from '@depachika/background/due-work.ts';
import { type PollingLoop, pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { importedCategories } from './bulk/forget-imported.ts';
import type { EditDependencies } from './editing/edit-product.ts';
import { publishDue } from './lifecycle/publish-due.ts';
import { SCHEDULES_DUE, schedulesSinceSql } from './lifecycle/schedule-store.ts';
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

/** One look for what is due: products to publish or to withdraw, sales that start or end. Idle it costs one statement. */
export async function runDueJobs(deps: EditDependencies): Promise<StepResult> {
  const rows = await deps.database.query<{ schedules: boolean; sales: boolean }>(
    `SELECT ${SCHEDULES_DUE} AS schedules, ${SALES_DUE} AS sales`,
    [deps.clock.now()],
  );
  const due = rows[0]!;
  const settled = due.sales ? await settleDueSales(deps, BATCH) : 0;
  const published = due.schedules ? await publishDue(deps, BATCH) : 0;
  if ([settled, published].includes(BATCH)) return 'more';
  return settled + published > 0 ? 'found' : 'idle';
}

/** What these jobs should have done by now, for whoever watches them. */
export const DUE_WORK: readonly DueWork[] = [
  { job: 'publish_product', sinceSql: schedulesSinceSql },
  { job: 'settle_sale', sinceSql: salesSinceSql },
];
