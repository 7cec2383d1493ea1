import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DocumentNode, FieldDefinitionNode, TypeNode } from 'graphql';

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
  const [{ codegen }, typescript, resolvers, { parse, visit }] = await Promise.all([
    import('@graphql-codegen/core'),
    import('@graphql-codegen/typescript'),
    import('@graphql-codegen/typescript-resolvers'),
    import('graphql'),
  ]);
  const document = withMessages(parse(await readFile(input.schemaFile, 'utf8')), visit);
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
    scalars: {
      ID: 'string',
      DateTime: 'Date',
      Date: 'string',
      Yen: 'number',
      [MESSAGE]: '@depachika/messages/localized-text.ts#LocalizedText',
      ...own.scalars,
    },
    mappers: own.mappers ?? {},
  };
}

/**
 * Fields of the graph that hold a text for people, under whatever type they stand. Resolvers give them a text of a catalogue and
 * nothing else: their generated types take no string.
 */
const MESSAGE_FIELDS: ReadonlySet<string> = new Set(['message', 'allowed', 'explanation']);

/** Stands in the types of resolvers alone: the graph itself has strings. */
const MESSAGE = 'LocalizedMessage';

/** The SDL as resolvers see it: what people read has a type of its own, so that a string in its place does not compile. */
function withMessages(document: DocumentNode, visit: typeof import('graphql').visit): DocumentNode {
  const changed = visit(document, {
    InputObjectTypeDefinition: () => false,
    FieldDefinition: (field: FieldDefinitionNode) =>
      MESSAGE_FIELDS.has(field.name.value) ? { ...field, type: messageType(field.type) } : undefined,
  });
  const scalar = { kind: 'ScalarTypeDefinition', name: { kind: 'Name', value: MESSAGE } };
  return { ...changed, definitions: [...changed.definitions, scalar] } as DocumentNode;
}

function messageType(type: TypeNode): TypeNode {
  if (type.kind === 'NonNullType') return { ...type, type: messageType(type.type) } as TypeNode;
  if (type.kind !== 'NamedType' || type.name.value !== 'String') return type;
  return { ...type, name: { ...type.name, value: MESSAGE } };
}
