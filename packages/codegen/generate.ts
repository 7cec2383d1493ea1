import { join } from 'node:path';
import { CACHE_FOLDER, once } from '@depachika/database/embedded/prepared-cluster.ts';
import { type PendingTask, pendingTasks, runTask } from './task.ts';
import { type PagesWanted, tasksOf } from './tasks.ts';

export interface GenerateOptions {
  /** The project's folder. */
  readonly root: string;
  /** Only what has this in its name; default: everything. */
  readonly only?: string | undefined;
  /** Default: built. */
  readonly pages?: PagesWanted;
  /** Told of each part that is made, by its name. */
  readonly onMade: (name: string, count: { readonly made: number; readonly of: number }) => void;
}

/**
 * Makes what is missing or was made from other files. Another process that does the same is waited for.
 * @returns what could not be made, and why
 */
export async function generate(options: GenerateOptions): Promise<string[]> {
  const failures: string[] = [];
  if ((await pending(options)).length > 0)
    await once(join(CACHE_FOLDER, 'generate'), () => makeAll(options, failures));
  return failures;
}

function pending({ root, only, pages = 'built' }: GenerateOptions): Promise<PendingTask[]> {
  const wanted = tasksOf(root, pages).filter(({ name }) => only === undefined || name.includes(only));
  return pendingTasks(wanted);
}

/** Two at a time: each keeps one core busy. Another process may have made some of them meanwhile. */
async function makeAll(options: GenerateOptions, failures: string[]): Promise<void> {
  const queue = await pending(options);
  const of = queue.length;
  let made = 0;
  await Promise.all([work(), work()]);

  async function work(): Promise<void> {
    for (let task = queue.shift(); task; task = queue.shift()) {
      await attempt(task);
    }
  }

  async function attempt(task: PendingTask): Promise<void> {
    try {
      await runTask(task);
      made += 1;
      options.onMade(task.name, { made, of });
    } catch (error) {
      failures.push(`${task.name}: ${(error as Error).message}`);
    }
  }
}
