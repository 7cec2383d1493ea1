import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles } from '@depachika/codegen/composed-files.ts';
import { isBreaking, operationProblems, schemaChanges, trustedOperations } from '@depachika/schema/check.ts';
import { apiSchemaOf, composeSupergraph, SUPERGRAPH_FILE } from '@depachika/schema/compose.ts';
import { defineCommand, runCommand } from '../command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const command = defineCommand({
  name: 'schema:check',
  summary: 'finds breaking changes of the graph',
  description: `Composes the domains' schemas, compares the graph with the one that was committed, and checks the trusted
    operations of schema/operations against it. A change breaks only what a trusted operation uses.`,
  takes: (command) =>
    command.option('--base <commit>', 'compares with the supergraph as it was there', 'HEAD'),
  exitCodes: {
    0: 'when nothing breaks',
    1: 'when something does, or a composed file is out of date',
    2: 'for wrong use',
  },
  run: ({ options }) => check(options.base),
});

async function check(base: string): Promise<0 | 1> {
  const supergraph = composeSupergraph();
  process.stdout.write('The subgraphs compose.\n');
  const operations = trustedOperations();
  const schema = apiSchemaOf(supergraph);

  const problems = operationProblems(schema, operations);
  for (const problem of problems) process.stderr.write(`Trusted operation: ${problem}\n`);
  process.stdout.write(`${operations.length} trusted operations checked, ${problems.length} problems.\n`);

  const changes = await schemaChanges(apiSchemaOf(committedSupergraph(base)), schema, operations);
  const breaking = changes.filter(isBreaking);
  for (const change of changes) {
    process.stdout.write(`${change.criticality.level.padEnd(13)} ${change.message}\n`);
  }
  process.stdout.write(`${changes.length} changes since ${base}, ${breaking.length} of them breaking.\n`);

  const stale = staleFiles(supergraph).map(({ file }) => relative(process.cwd(), fileURLToPath(file)));
  for (const file of stale)
    process.stderr.write(`${file} is out of date: run \`npm run schema\` and commit it.\n`);
  return problems.length > 0 || breaking.length > 0 || stale.length > 0 ? 1 : 0;
}

/** Before the first commit, and outside a checkout, there is nothing to compare with but the file itself. */
function committedSupergraph(base: string): string {
  try {
    return execFileSync('git', ['show', `${base}:schema/supergraph.graphql`], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    process.stdout.write(`No supergraph is committed at ${base}: comparing with the file as it is.\n`);
    return readFileSync(SUPERGRAPH_FILE, 'utf8');
  }
}

if (import.meta.main) await runCommand(command);
