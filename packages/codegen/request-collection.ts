import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  stripIgnoredCharacters,
  typeFromAST,
} from 'graphql';
import { ANSWERED, EXAMPLES, WITHOUT_SESSION } from './request-examples.ts';

export interface RequestCollectionInput {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** One operation each, with the fragments that it needs. */
  readonly operations: readonly { readonly file: string; readonly document: DocumentNode }[];
}

/**
 * A file for the HTTP clients of editors: one request for each operation, with values that fit the demo shop.
 * @throws when an operation needs a value for which there is no example
 */
export function requestCollection({ schema, operations }: RequestCollectionInput): string {
  const requests = operations
    .map(({ file, document }) => ({ file, document, operation: operationOf(document) }))
    .sort((left, right) => Number(right.operation.name === 'Login') - Number(left.operation.name === 'Login'))
    .map((request) => requestText(schema, request));
  return [HEADER, ...requests].join('\n');
}

const HEADER = `# Every trusted operation of schema/operations as a request, for the HTTP clients of VS Code (REST Client) and JetBrains.
# Written by \`npm run schema\`; do not edit it.
#
# Start the shop, send Login, and then whatever you like. Staff and administrators log in as staff@example.jp and
# admin@example.jp. A variable below is filled once the request that it names has been sent; where your client does not
# do so, put the value there by hand.

@host = http://localhost:8080
@email = customer@example.jp
${ANSWERED.map(({ name, operation, path }) => `@${name} = {{${operation}.response.body.$.data.${path}}}`).join('\n')}
`;

interface Operation {
  readonly name: string;
  readonly node: OperationDefinitionNode;
}

function operationOf(document: DocumentNode): Operation {
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION && node.name) return { name: node.name.value, node };
  }
  throw new Error('A trusted operation has a name');
}

function requestText(
  schema: GraphQLSchema,
  { file, document, operation }: { file: string; document: DocumentNode; operation: Operation },
): string {
  const { name, node } = operation;
  const title = `### ${name}\n# schema/operations/${file}`;
  if (node.operation === OperationTypeNode.SUBSCRIPTION) {
    return `${title}\n# A subscription: over WebSocket, see it in the explorer of a running shop.\n`;
  }
  const body = {
    operationName: name,
    variables: variablesOf(schema, operation),
    query: stripIgnoredCharacters(document.loc!.source.body),
  };
  return [
    title,
    `# @name ${name}`,
    'POST {{host}}/graphql',
    'content-type: application/json',
    ...(WITHOUT_SESSION.has(name) ? [] : ['authorization: Bearer {{token}}']),
    '',
    `${JSON.stringify(body, null, 2)}\n`,
  ].join('\n');
}

function variablesOf(schema: GraphQLSchema, { name, node }: Operation): Record<string, unknown> {
  return entriesOf(
    name,
    (node.variableDefinitions ?? []).map(({ variable, type }) => ({
      name: variable.name.value,
      type: typeFromAST(schema, type as never) as unknown as GraphQLInputType,
      isOptional: false,
    })),
  );
}

interface Slot {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** Has a value of its own when none is given. */
  readonly isOptional: boolean;
}

/** @param owner the operation or input type that these are variables or fields of */
function entriesOf(owner: string, slots: readonly Slot[]): Record<string, unknown> {
  const entries = slots.flatMap((slot): [string, unknown][] => {
    const value = exampleOf(owner, slot);
    return value === undefined ? [] : [[slot.name, value]];
  });
  return Object.fromEntries(entries);
}

function exampleOf(owner: string, { name, type, isOptional }: Slot): unknown {
  const isNeeded = isNonNullType(type) && !isOptional;
  const example = `${owner}.${name}` in EXAMPLES ? EXAMPLES[`${owner}.${name}`] : EXAMPLES[name];
  if (example !== undefined) return example ?? undefined;
  if (!isNeeded) return undefined;
  const value = nestedExample(type);
  if (value === undefined) throw new Error(`No example says what ${owner}.${name} holds`);
  return value;
}

function nestedExample(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return nestedExample(type.ofType as GraphQLInputType);
  if (isListType(type)) {
    const element = nestedExample(type.ofType as GraphQLInputType);
    return element === undefined ? undefined : [element];
  }
  if (!isInputObjectType(type)) return undefined;
  const fields = Object.values(type.getFields());
  return entriesOf(
    type.name,
    fields.map((field) => ({
      name: field.name,
      type: field.type,
      isOptional: field.defaultValue !== undefined,
    })),
  );
}
