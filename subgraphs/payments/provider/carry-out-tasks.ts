import type { StepResult } from '@depachika/background/polling-loop.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { type TakenTask, takeTasks } from '../payment/task-store.ts';
import { type Transfer, takeTransfers } from '../refund/refund-store.ts';
import { askProvider } from './ask-provider.ts';
import { refundsAmong, storeAnswers, TASK_LEASE_MS } from './store-answers.ts';

/** At most this many calls to the provider at once, from one process. */
const BATCH = 32;

/**
 * Carries out once what payments wait for: takes due tasks, calls the provider outside any transaction, and stores all
 * answers in one.
 */
export async function carryOutTasks(services: PaymentsServices): Promise<StepResult> {
  const { database, clock, crashPoints } = services;
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + TASK_LEASE_MS);
  const tasks = await takeTasks(database, { now, leaseUntil, limit: BATCH });
  if (tasks.length === 0) return 'idle';
  crashPoints.reach('payments.worker.taken');
  const transfers = await transfersOf(services, tasks);
  const answers = await Promise.all(
    tasks.map((task) =>
      withRequestId(task.requestId, () => askProvider(services, task, transfers.get(task.payment.id))),
    ),
  );
  crashPoints.reach('payments.worker.answered');
  await database.transaction({ name: 'payments.storeAnswers' }, (tx) => storeAnswers(services, tx, answers));
  crashPoints.reach('payments.worker.stored');
  return tasks.length === BATCH ? 'more' : 'found';
}

/** What there is to transfer, by payment. From here on its account cannot be corrected. */
async function transfersOf(
  { database, clock, crashPoints }: PaymentsServices,
  tasks: readonly TakenTask[],
): Promise<Map<string, Transfer[]>> {
  const paymentIds = refundsAmong(tasks);
  if (paymentIds.length === 0) return new Map();
  const transfers = await takeTransfers(database, paymentIds, clock.now());
  crashPoints.reach('payments.refund.sending');
  return Map.groupBy(transfers, ({ refund }) => refund.paymentId);
}
