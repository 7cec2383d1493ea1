import type { StepResult } from '@depachika/background/polling-loop.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { takeTasks } from '../payment/task-store.ts';
import { askProvider } from './ask-provider.ts';
import { storeAnswers, TASK_LEASE_MS } from './store-answers.ts';

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
  const answers = await Promise.all(
    tasks.map((task) => withRequestId(task.requestId, () => askProvider(services, task))),
  );
  crashPoints.reach('payments.worker.answered');
  await database.transaction({ name: 'payments.storeAnswers' }, (tx) => storeAnswers(services, tx, answers));
  crashPoints.reach('payments.worker.stored');
  return tasks.length === BATCH ? 'more' : 'found';
}
