import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles } from '@depachika/codegen/composed-files.ts';
import { isBreaking, operationProblems, schemaChanges, trustedOperations } from '@depachika/schema/check.ts';
import { apiSchemaOf, composeSupergraph } from '@depachika/schema/compose.ts';
import { breakProblems } from '@depachika/schema/release/accepted-breaks.ts';
import { acceptedBreaks, releasedGraph } from '@depachika/schema/release/released-graph.ts';
import { defineCommand, runCommand } from '../command.ts';

export const command = defineCommand({
  name: 'schema:check',
  summary: 'finds breaking changes of the graph',
  description: `Composes the domains' schemas, compares the graph with the one that was released (schema/released.graphql), and
    checks the trusted operations of schema/operations against it. A change breaks only what a trusted operation uses. What
    breaks on purpose stands with its reason in schema/accepted-breaks.json, and nothing else stands there.`,
  exitCodes: {
    0: 'when nothing breaks but what was accepted',
    1: 'when something does, a listed break is none, or a composed file is out of date',
    2: 'for wrong use',
  },
  run: () => check(),
});

async function check(): Promise<0 | 1> {
  const supergraph = composeSupergraph();
  process.stdout.write('The subgraphs compose.\n');
  const operations = trustedOperations();
  const schema = apiSchemaOf(supergraph);

  const problems = operationProblems(schema, operations);
  for (const problem of problems) process.stderr.write(`Trusted operation: ${problem}\n`);
  process.stdout.write(`${operations.length} trusted operations checked, ${problems.length} problems.\n`);

  const changes = await schemaChanges(releasedGraph(), schema, operations);
  for (const change of changes) {
    process.stdout.write(`${change.criticality.level.padEnd(13)} ${change.message}\n`);
  }
  const breaking = changes.filter(isBreaking).map(({ message }) => message);
  const { unlisted, ended } = breakProblems(breaking, acceptedBreaks());
  process.stdout.write(
    `${changes.length} changes since the release, ${breaking.length} of them breaking, ${unlisted.length} of these not accepted.\n`,
  );
  for (const change of unlisted)
    process.stderr.write(
      `Take it back, or list it in schema/accepted-breaks.json with a reason: ${change}\n`,
    );
  for (const change of ended)
    process.stderr.write(`It breaks nothing, so take it out of schema/accepted-breaks.json: ${change}\n`);

  const stale = staleFiles(supergraph).map(({ file }) => relative(process.cwd(), fileURLToPath(file)));
  for (const file of stale)
    process.stderr.write(`${file} is out of date: run \`npm run schema\` and commit it.\n`);
  return problems.length + unlisted.length + ended.length + stale.length > 0 ? 1 : 0;
}

if (import.meta.main) await runCommand(command);
