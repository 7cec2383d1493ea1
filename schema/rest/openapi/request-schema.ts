import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isNonNullType,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { MAX_IDEMPOTENCY_KEY } from '../input-limits.ts';
import type { Json, RestOperation, VariablePath } from '../rest-operation.ts';
import {
  type Components,
  described,
  inputObjectSchema,
  inputSchema,
  type JsonSchema,
  limited,
} from './json-schema.ts';

/** One operation's variables, as REST fills them. */
export interface Asked {
  readonly row: RestOperation;
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly known: Components;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: Json;
}

/** Every parameter of an operation, in the order: path, query, headers. Throws for a path that leads to no variable. */
export function parametersOf(asked: Asked): readonly Parameter[] {
  const { row } = asked;
  const inPath = Object.entries(row.parameters ?? {}).map(([name, to]) =>
    parameter({ name, in: 'path', to: typeof to === 'string' ? to : to.id }, asked),
  );
  const inQuery = Object.entries(row.query?.parameters ?? {}).map(([name, to]) =>
    parameter({ name, in: 'query', to }, asked),
  );
  return [...inPath, ...inQuery, ...pageParameters(row), ...headerParameters(row)];
}

/** @returns undefined for an operation without a body */
export function bodyOf(
  asked: Asked,
): { readonly required: boolean; readonly schema: JsonSchema } | undefined {
  const { row, known } = asked;
  if (row.body === undefined) return undefined;
  const type = slotAt(row.body, asked).type;
  const taken = takenFrom(row, row.body);
  const make = () => inputObjectSchema(getNullableType(type), taken, known);
  const { required = [] } = make();
  const name = `${row.id.slice(0, 1).toUpperCase()}${row.id.slice(1)}Body`;
  return { required: (required as readonly string[]).length > 0, schema: known.put(name, make) };
}

/** Fields of a body's input that come from elsewhere. */
function takenFrom(row: RestOperation, body: string): ReadonlySet<string> {
  const paths = Object.values(row.parameters ?? {}).flatMap((to) =>
    typeof to === 'string' ? [to] : [to.id, to.name],
  );
  const all = [...paths, row.idempotencyKey, row.ifMatch?.to, ...Object.keys(row.fixed ?? {})];
  return new Set(all.flatMap((path) => (path?.startsWith(`${body}.`) ? [path.slice(body.length + 1)] : [])));
}

function parameter(
  { to, ...place }: { readonly name: string; readonly in: 'path' | 'query'; readonly to: VariablePath },
  asked: Asked,
): Parameter {
  const slot = slotAt(to, asked);
  const schema = limited(inputSchema(slot.type, asked.known), slot.coordinate);
  const bounds = asked.row.query?.bounds?.[place.name] ?? {};
  const isNeeded = isNonNullType(slot.type) && slot.default === undefined && !to.includes('.');
  return {
    ...place,
    required: place.in === 'path' || isNeeded,
    ...described({ description: withOthers(place.name, slot, asked.row) }),
    schema: { ...schema, ...bounds, ...(slot.default === undefined ? {} : { default: slot.default }) },
  };
}

/** @returns its words, with the names of those that it cannot stand without */
function withOthers(name: string, { description }: Slot, { query }: RestOperation): string {
  const others = (query?.together ?? []).find((names) => names.includes(name)) ?? [];
  const together = others.filter((each) => each !== name).map((each) => `\`${each}\``);
  const words = together.length > 0 ? [`Only together with ${together.join(', ')}.`] : [];
  return [...(description ? [description] : []), ...words].join(' ');
}

interface Slot {
  /** `ProductFilter.brandIds`, `Query.products(first:)`. */
  readonly coordinate: string;
  readonly type: GraphQLInputType;
  readonly description?: string | null | undefined;
  readonly default?: Json;
}

/** What a path of variables leads to. */
function slotAt(path: VariablePath, { row, schema, document }: Asked): Slot {
  const [first, ...fields] = path.split('.');
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  )!;
  const variable = operation.variableDefinitions?.find((each) => each.variable.name.value === first);
  if (!variable) throw new Error(`${row.id}: ${row.operation}.graphql has no variable ${first}`);
  let slot: Slot = {
    type: typeFromAST(schema, variable.type as never) as unknown as GraphQLInputType,
    ...argumentOf(first!, { schema, document }),
    ...(variable.defaultValue ? { default: valueFromASTUntyped(variable.defaultValue) as Json } : {}),
  };
  for (const name of fields) {
    const type = getNullableType(slot.type);
    const field = isInputObjectType(type) ? type.getFields()[name] : undefined;
    if (!field) throw new Error(`${row.id}: ${path} leads to no field of ${String(type)}`);
    slot = { ...field, coordinate: `${type}.${name}` };
  }
  return {
    type: slot.type,
    coordinate: slot.coordinate,
    description: slot.description,
    ...(slot.default === undefined ? {} : { default: slot.default }),
  };
}

/** A variable is told of by the argument that takes it. */
function argumentOf(
  variable: string,
  { schema, document }: Pick<Asked, 'schema' | 'document'>,
): Pick<Slot, 'coordinate' | 'description'> {
  const types = new TypeInfo(schema);
  let found: Pick<Slot, 'coordinate' | 'description'> | undefined;
  visit(
    document,
    visitWithTypeInfo(types, {
      Variable({ name }) {
        const argument = types.getArgument();
        if (name.value !== variable || !argument) return;
        const coordinate = `${types.getParentType()}.${types.getFieldDef()?.name}(${argument.name}:)`;
        found ??= { coordinate, description: argument.description };
      },
    }),
  );
  return found ?? { coordinate: `$${variable}`, description: undefined };
}

const MAX_LIMIT = 100;

function pageParameters({ query }: RestOperation): readonly Parameter[] {
  if (!query?.paged) return [];
  const cursor = (name: string, description: string): Parameter => ({
    name,
    in: 'query',
    required: false,
    description,
    schema: { type: 'string' },
  });
  const before = cursor(
    'before',
    'The page before this cursor: `previous` of a page, or rel="prev" of its Link. Not beside `after`.',
  );
  return [
    {
      name: 'limit',
      in: 'query',
      required: false,
      description: 'How many a page holds.',
      schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 20 },
    },
    cursor(
      'after',
      `The page after this cursor: \`next\` of a page, or rel="next" of its Link.${query.paged.backwards ? ' Not beside `before`.' : ''}`,
    ),
    ...(query.paged.backwards ? [before] : []),
  ];
}

function headerParameters({ idempotencyKey, ifMatch, answer, method }: RestOperation): readonly Parameter[] {
  const headers: Parameter[] = [];
  if (idempotencyKey)
    headers.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      description:
        'A key of your own, such as a UUID: the same request with the same key again has the same outcome, and nothing happens twice. With another request it is refused. In quotes or bare.',
      schema: { type: 'string', pattern: IDEMPOTENCY_KEY },
      example: '"4f0d7a5c-1f0e-4d5e-9c43-0e6a2a4c2f11"',
    });
  if (ifMatch)
    headers.push({
      name: 'If-Match',
      in: 'header',
      required: ifMatch.required,
      description:
        'The version that you have seen, in quotes: the `ETag` of an answer, or the field `version`.',
      schema: { type: 'string', pattern: ifMatch.required ? VERSION_TAG : ANY_VERSION_TAG },
      example: '"1"',
    });
  if (answer.event)
    headers.push({
      name: 'Last-Event-ID',
      in: 'header',
      required: false,
      description: 'The last `id` that you have seen: events after it are sent. It goes before `since`.',
      schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 2_147_483_647 },
    });
  if (answer.isPublic)
    headers.push({
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: 'The `ETag` of an answer that you have: where it is still right, 304 says so.',
      schema: { type: 'string' },
      example: 'W/"q0c1x2"',
    });
  headers.push({
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: `What messages are in: Japanese (\`ja\`) or English (\`en\`), whichever it ranks higher; Japanese where it names neither.${method === 'GET' ? '' : ' Names come in both.'}`,
    schema: { type: 'string' },
    example: 'ja',
  });
  return headers;
}

/** What stands in a quoted string of RFC 9651 as it is, without spaces, and without the comma that joins two headers. */
const KEY_CHARACTERS = String.raw`!#-+\--\[\]-~`;
const IDEMPOTENCY_KEY = [
  `^"[ ${KEY_CHARACTERS}]{1,${MAX_IDEMPOTENCY_KEY}}"$`,
  `^[${KEY_CHARACTERS}]{1,${MAX_IDEMPOTENCY_KEY}}$`,
].join('|');

const VERSION_TAG = '^"[0-9]{1,10}"$';
/** `*` is as good as nothing where no version is needed. */
const ANY_VERSION_TAG = String.raw`^(?:\*|"[0-9]{1,10}")$`;
