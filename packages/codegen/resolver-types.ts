import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface ResolverTypesInput {
  readonly schemaFile: string;
  /** Optional `{ "mappers": {…}, "scalars": {…} }`: what a resolver's parent holds instead of the GraphQL type. */
  readonly settingsFile: string | undefined;
  /** Module and type of the resolvers' context: `../context.ts#Context`. */
  readonly contextType: string;
  readonly output: string;
}

/** Types of every resolver of one subgraph, reference resolvers included. */
export async function generateResolverTypes(input: ResolverTypesInput): Promise<void> {
  const [{ codegen }, typescript, resolvers, { parse }] = await Promise.all([
    import('@graphql-codegen/core'),
    import('@graphql-codegen/typescript'),
    import('@graphql-codegen/typescript-resolvers'),
    import('graphql'),
  ]);
  const document = parse(await readFile(input.schemaFile, 'utf8'));
  const text = await codegen({
    filename: input.output,
    schema: document,
    documents: [],
    skipDocumentsValidation: true,
    config: await settings(input),
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  });
  await mkdir(dirname(input.output), { recursive: true });
  await writeFile(input.output, text);
}

async function settings({ settingsFile, contextType }: ResolverTypesInput) {
  const own = settingsFile === undefined ? {} : JSON.parse(await readFile(settingsFile, 'utf8'));
  return {
    federation: true,
    contextType,
    useTypeImports: true,
    emitLegacyCommonJSImports: false,
    enumsAsTypes: true,
    enumType: 'string-literal',
    skipTypename: false,
    nonOptionalTypename: false,
    inputMaybeValue: 'T | null | undefined',
    mapperTypeSuffix: 'Model',
    ...own,
    scalars: { ID: 'string', DateTime: 'Date', Date: 'string', Yen: 'number', ...own.scalars },
    mappers: own.mappers ?? {},
  };
}
