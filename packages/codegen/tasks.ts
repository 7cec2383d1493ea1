import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preparedCluster, preparedFolder } from '@depachika/database/embedded/prepared-cluster.ts';
import { generateEventTypes } from './event-types.ts';
import { generateOperationTypes } from './operation-types.ts';
import { packFiles } from './packed-files.ts';
import { runNode, runTool } from './process.ts';
import { generateResolverTypes } from './resolver-types.ts';
import type { Task } from './task.ts';

/** Pages that are edited are built by whoever shows them; what they send is generated all the same. */
export type PagesWanted = 'built' | 'edited';

/** Everything that is generated, for the files that exist now. */
export function tasksOf(root: string, pages: PagesWanted): Task[] {
  const salt = `${readFileSync(join(root, 'package-lock.json')).length} ${generatorSource(root)}`;
  const context: Context = { root, salt };
  return [
    embeddedPostgres(),
    ...prismaClients(context),
    ...protobuf(context),
    ...resolverTypes(context),
    ...eventTypes(context),
    explorer(context),
    pages === 'edited' ? pageOperations(context) : builtPages(context),
  ];
}

interface Context {
  readonly root: string;
  readonly salt: string;
}

/** The longest of all, and first, so that the others run beside it. */
function embeddedPostgres(): Task {
  const run = async () => void (await preparedCluster());
  return { name: 'embedded PostgreSQL with PostGIS', inputs: [], salt: '', output: preparedFolder(), run };
}

function prismaClients({ root, salt }: Context): Task[] {
  return foldersIn(join(root, 'prisma')).flatMap((domain) => {
    const schema = join(root, 'prisma', domain, 'schema.prisma');
    if (!existsSync(schema)) return [];
    const output = join(root, 'subgraphs', domain, 'generated/prisma');
    const run = () => generatePrismaClient(root, schema);
    return [{ name: `Prisma client of ${domain}`, inputs: [schema], salt, output, run }];
  });
}

/** The engine is never run, but Prisma insists on downloading it unless a file is named. */
async function generatePrismaClient(root: string, schema: string): Promise<void> {
  await runNode(root, ['node_modules/prisma/build/index.js', 'generate', '--schema', schema, '--no-hints'], {
    PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'package.json'),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  });
}

function protobuf({ root, salt }: Context): Task[] {
  const folder = join(root, 'schema');
  const inputs = [
    ...filesIn(join(folder, 'proto'), '.proto'),
    join(folder, 'buf.yaml'),
    join(folder, 'buf.gen.yaml'),
  ];
  if (!inputs.some((path) => path.endsWith('.proto'))) return [];
  const run = () => runTool({ root, tool: 'buf', args: ['generate'], cwd: folder });
  return [{ name: 'RPC contracts', inputs, salt, output: join(folder, 'generated/proto'), run }];
}

function resolverTypes({ root, salt }: Context): Task[] {
  return foldersIn(join(root, 'subgraphs')).flatMap((domain) => {
    const folder = join(root, 'subgraphs', domain);
    const schemaFile = join(folder, 'schema.graphql');
    if (!existsSync(schemaFile)) return [];
    const settings = join(folder, 'codegen.json');
    const settingsFile = existsSync(settings) ? settings : undefined;
    const contextType = existsSync(join(folder, 'graphql/context.ts'))
      ? '../graphql/context.ts#Context'
      : DEFAULT_CONTEXT;
    const output = join(folder, 'generated/resolvers.ts');
    return [
      {
        name: `resolver types of ${domain}`,
        inputs: [schemaFile, settings],
        salt: `${salt} ${contextType}`,
        output,
        run: () => generateResolverTypes({ schemaFile, settingsFile, contextType, output }),
      },
    ];
  });
}

const DEFAULT_CONTEXT = '@depachika/graphql/executable-subgraph.ts#RequestContext';

function eventTypes({ root, salt }: Context): Task[] {
  const inputs = filesIn(join(root, 'schema/events'), '.json');
  if (inputs.length === 0) return [];
  const output = join(root, 'schema/generated/events.ts');
  return [{ name: 'event types', inputs, salt, output, run: () => generateEventTypes(inputs, output) }];
}

function explorer({ root, salt }: Context): Task {
  const folder = join(root, 'web/graphiql');
  const sources = ['.ts', '.js', '.html'].flatMap((extension) => ownFilesIn(folder, extension));
  const inputs = [...sources, join(root, 'schema/demo-accounts.ts')];
  const run = () => runNode(root, [join(folder, 'build.ts')], {});
  return { name: 'explorer', inputs, salt, output: join(folder, 'generated'), run };
}

/** What pages send, and what comes back. */
function pageOperations({ root, salt }: Context): Task {
  const supergraphFile = join(root, 'schema/supergraph.graphql');
  const operationFiles = filesIn(join(root, 'schema/operations'), '.graphql');
  const output = join(root, 'web/generated/operations');
  const run = () => generateOperationTypes({ supergraphFile, operationFiles, output });
  return { name: 'operations of pages', inputs: [supergraphFile, ...operationFiles], salt, output, run };
}

/** The shop's pages, for browsers and for the server that renders them, with the operations that they send. */
function builtPages({ root, salt }: Context): Task {
  const folder = join(root, 'web');
  const output = join(folder, 'generated');
  const operations = pageOperations({ root, salt });
  const settings = ['vite.config.ts', 'react-router.config.ts', 'tsconfig.json'].map((name) =>
    join(folder, name),
  );
  const sources = PAGE_FILES.flatMap((extension) => filesIn(join(folder, 'app'), extension));
  const run = async () => {
    await operations.run();
    await runNode(root, [join(root, 'node_modules/@react-router/dev/bin.cjs'), 'build', folder], {
      NODE_ENV: 'production',
    });
    await packFiles(join(output, 'build/client'));
  };
  const inputs = [...operations.inputs, ...settings, ...sources];
  return { name: 'pages of the shop', inputs, salt, output, run };
}

const PAGE_FILES = ['.ts', '.tsx', '.css'];

/** A change of a generator makes everything anew. */
function generatorSource(root: string): string {
  const files = filesIn(join(root, 'packages/codegen'), '.ts');
  return files.map((path) => readFileSync(path, 'utf8')).join('\n');
}

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Those that stand in the folder itself: what is made of them is below it. */
function ownFilesIn(path: string, extension: string): string[] {
  const files = readdirSync(path).filter((file) => file.endsWith(extension));
  return files.sort().map((file) => join(path, file));
}

function filesIn(path: string, extension: string): string[] {
  if (!existsSync(path)) return [];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => join(path, file));
}
