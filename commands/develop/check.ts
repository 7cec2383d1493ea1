import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand, runCommand } from '../command.ts';
import { oneOf } from '../values.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TASKS = ['generate', 'lint', 'typecheck', 'rules', 'schema:check', 'test'] as const;
const task = oneOf('A task', TASKS);

export const command = defineCommand({
  name: 'check',
  summary: 'everything that must hold: generate, lint, types, rules, schema, tests',
  description: `Runs the tasks of turbo.json; those whose inputs have not changed are answered from turbo's cache.`,
  takes: (command) =>
    command
      .argument(
        '[tasks...]',
        `these alone: ${TASKS.join(', ')}`,
        (name, earlier: readonly Task[]) => [...earlier, task(name)],
        [],
      )
      .option('--force', 'runs them whatever the cache holds'),
  examples: ['npm run check -- lint typecheck'],
  exitCodes: { 0: 'when everything holds', 1: 'when something does not', 2: 'for wrong use' },
  run: async ({ args: [tasks], options }) => runTasks(tasks.length > 0 ? tasks : TASKS, options),
});

type Task = (typeof TASKS)[number];

function runTasks(tasks: readonly Task[], { force }: { readonly force?: true | undefined }): 0 | 1 {
  const words = [...tasks.map((name) => `//#${name}`), ...(force ? ['--force'] : [])];
  const { status, error } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/turbo/bin/turbo'), 'run', ...words],
    { cwd: ROOT, stdio: 'inherit' },
  );
  if (error) throw error;
  return status === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand(command);
