import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/** One thing that is generated from files. */
export interface Task {
  readonly name: string;
  /** Files whose content decides; one that is not there counts as empty. */
  readonly inputs: readonly string[];
  /** Whatever else decides: versions, settings. */
  readonly salt: string;
  /** What must exist afterwards: a file or a folder. */
  readonly output: string;
  run(): Promise<void>;
}

export interface PendingTask extends Task {
  readonly hash: string;
}

/** The tasks whose output is missing or was made from other inputs. */
export async function pendingTasks(tasks: readonly Task[]): Promise<PendingTask[]> {
  const checked = await Promise.all(
    tasks.map(async (task) => ({ ...task, hash: await hashOf(task), made: await stampOf(task) })),
  );
  return checked.filter(({ hash, made }) => hash !== made);
}

/** A task that fails, or dies half-way, stays pending. */
export async function runTask(task: PendingTask): Promise<void> {
  await rm(stampPath(task), { force: true });
  await task.run();
  await mkdir(dirname(task.output), { recursive: true });
  await writeFile(stampPath(task), task.hash);
}

/** Paths count from the output: what was generated is good wherever the project lies. */
async function hashOf({ inputs, salt, output }: Task): Promise<string> {
  const hash = createHash('sha256').update(salt);
  for (const path of inputs) {
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    hash.update(`\n${relative(output, path)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

async function stampOf(task: Task): Promise<string | undefined> {
  try {
    await access(task.output);
    return await readFile(stampPath(task), 'utf8');
  } catch {
    return undefined;
  }
}

function stampPath({ output }: Task): string {
  return `${output}.stamp`;
}
