import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HELP = `Runs tasks of turbo.json; those whose inputs have not changed are answered from its cache.

  node commands/develop/run-tasks.ts //#lint //#typecheck
  node commands/develop/run-tasks.ts //#test --force      runs it whatever the cache holds
`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const args = process.argv.slice(2);

if (args.length === 0 || args.includes('--help')) process.stdout.write(HELP);
else process.exitCode = runTasks(args);

/** @returns turbo's exit code */
function runTasks(tasks: readonly string[]): number {
  const { status, error } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/turbo/bin/turbo'), 'run', ...tasks],
    { cwd: root, stdio: 'inherit', env: { ...process.env, SCHEMA_BASE: committedSupergraph() } },
  );
  if (error) throw error;
  return status ?? 1;
}

/** What `schema:check` compares with is no file that turbo could look at: its git hash is. Empty outside a checkout. */
function committedSupergraph(): string {
  const { stdout } = spawnSync(
    'git',
    ['rev-parse', '--quiet', '--verify', 'HEAD:schema/supergraph.graphql'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return stdout?.trim() ?? '';
}
