import type { PendingTask } from './generate/task.ts';
import { pendingTasks, runTask } from './generate/task.ts';
import { tasksOf } from './generate/tasks.ts';

const root = new URL('..', import.meta.url).pathname;
const only = process.argv[2];
const wanted = tasksOf(root).filter(({ name }) => only === undefined || name.includes(only));
const pending = await pendingTasks(wanted);
const failures: string[] = [];
let done = 0;

// Two at a time: each is a process that keeps one core busy.
const queue = [...pending];
await Promise.all([work(), work()]);
if (failures.length > 0) {
  console.error(`\nNot generated:\n\n${failures.join('\n\n')}`);
  process.exit(1);
}

async function work(): Promise<void> {
  for (let task = queue.shift(); task; task = queue.shift()) await attempt(task);
}

async function attempt(task: PendingTask): Promise<void> {
  try {
    await runTask(task);
    done += 1;
    console.log(`Generated ${task.name} (${done} of ${pending.length})`);
  } catch (error) {
    failures.push(`${task.name}: ${(error as Error).message}`);
  }
}
