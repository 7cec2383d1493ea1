import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { requestCollection } from '@depachika/codegen/request-collection.ts';
import { isBreaking, operationProblems, schemaChanges, trustedOperations } from '@depachika/schema/check.ts';
import {
  apiSchemaOf,
  CompositionFailed,
  composeSupergraph,
  SUPERGRAPH_FILE,
  type WrittenFile,
  writtenFiles,
} from '@depachika/schema/compose.ts';

const HELP = `Composes the domains' schemas into the supergraph.

  npm run schema                       writes schema/supergraph.graphql, schema/supergraph.yaml, docs/requests.http, and the
                                       prelude (schema/prelude.graphql) at the head of every subgraph's schema.graphql
  npm run schema:check                 composes, compares with the committed supergraph, checks schema/operations
  npm run schema:check -- --base REF   compares with the supergraph committed at REF (default HEAD)
`;

const REQUESTS_FILE = new URL('../../docs/requests.http', import.meta.url);

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    base: { type: 'string', default: 'HEAD' },
    help: { type: 'boolean', default: false },
  },
});

try {
  if (values.help) process.stdout.write(HELP);
  else if (values.check) process.exitCode = await check(values.base);
  else write();
} catch (error) {
  if (!(error instanceof CompositionFailed)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function write(): void {
  const stale = everyFile(composeSupergraph()).filter(isStale);
  for (const { file, text } of stale) {
    writeFileSync(file, text);
    process.stdout.write(`Wrote ${pathOf(file)}.\n`);
  }
  if (stale.length === 0) process.stdout.write('Everything is up to date.\n');
}

async function check(base: string): Promise<number> {
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

  const stale = everyFile(supergraph).filter(isStale);
  for (const { file } of stale)
    process.stderr.write(`${pathOf(file)} is out of date: run \`npm run schema\` and commit it.\n`);
  return problems.length > 0 || breaking.length > 0 || stale.length > 0 ? 1 : 0;
}

function everyFile(supergraph: string): WrittenFile[] {
  const requests = { schema: apiSchemaOf(supergraph), operations: trustedOperations() };
  return [...writtenFiles(supergraph), { file: REQUESTS_FILE, text: requestCollection(requests) }];
}

function isStale({ file, text }: WrittenFile): boolean {
  return readFileSync(file, 'utf8') !== text;
}

function pathOf(file: URL): string {
  return relative(process.cwd(), fileURLToPath(file));
}

/** Before the first commit, and outside a checkout, there is nothing to compare with but the file itself. */
function committedSupergraph(base: string): string {
  try {
    return execFileSync('git', ['show', `${base}:schema/supergraph.graphql`], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    process.stdout.write(`No supergraph is committed at ${base}: comparing with the file as it is.\n`);
    return readFileSync(SUPERGRAPH_FILE, 'utf8');
  }
}
