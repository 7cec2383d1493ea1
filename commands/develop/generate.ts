import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PendingTask } from '@depachika/codegen/task.ts';
import { pendingTasks, runTask } from '@depachika/codegen/task.ts';
import { tasksOf } from '@depachika/codegen/tasks.ts';
import { CACHE_FOLDER, once } from '@depachika/database/embedded/prepared-cluster.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const only = process.argv[2];
const failures: string[] = [];

if ((await pending()).length > 0) await once(join(CACHE_FOLDER, 'generate'), generate);
if (failures.length > 0) {
  console.error(`\nNot generated:\n\n${failures.join('\n\n')}`);
  process.exit(1);
}

async function pending(): Promise<PendingTask[]> {
  return pendingTasks(tasksOf(root).filter(({ name }) => only === undefined || name.includes(only)));
}

/** Two at a time: each keeps one core busy. Another process may have made some of them meanwhile. */
async function generate(): Promise<void> {
  const queue = await pending();
  const total = queue.length;
  let done = 0;
  await Promise.all([work(), work()]);

  async function work(): Promise<void> {
    for (let task = queue.shift(); task; task = queue.shift()) {
      await attempt(task);
      done += 1;
    }
  }

  async function attempt(task: PendingTask): Promise<void> {
    try {
      await runTask(task);
      console.log(`Generated ${task.name} (${done + 1} of ${total})`);
    } catch (error) {
      failures.push(`${task.name}: ${(error as Error).message}`);
    }
  }
}
