import type { DocumentNode, GraphQLSchema } from 'graphql';
import { ANSWER_EXAMPLES, BODY_EXAMPLES, PARAMETER_EXAMPLES } from '../examples/examples.ts';
import type { Json, RestOperation, RestTag } from '../rest-operation.ts';
import { REST_TABLE } from '../rest-table.ts';
import { type Components, components, type JsonSchema } from './json-schema.ts';
import { PROBLEM, type Problem, problemsOf } from './problem-schemas.ts';
import { bodyOf, type Parameter, parametersOf } from './request-schema.ts';
import { answerSchema } from './result-schema.ts';

/** What the document is made of. */
export interface OpenApiInput {
  readonly table: readonly RestOperation[];
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** By the name of its file, without its ending. */
  readonly documents: ReadonlyMap<string, DocumentNode>;
}

/** An OpenAPI 3.1 document. */
export type OpenApi = Readonly<Record<string, Json>>;

/** @returns the document of the whole table. Throws for a row that does not fit the graph or its operation */
export function openApi({ table, schema, documents }: OpenApiInput): OpenApi {
  const known = components();
  known.put('Problem', () => PROBLEM);
  const paths: Record<string, Record<string, Json>> = {};
  for (const row of table) {
    const document = documents.get(row.operation);
    if (!document) throw new Error(`${row.id}: there is no schema/operations/${row.operation}.graphql`);
    paths[row.path] ??= {};
    const methods = paths[row.path]!;
    const method = row.method.toLowerCase();
    if (methods[method]) throw new Error(`${row.id}: another row answers ${row.method} ${row.path}`);
    methods[method] = operationObject({ row, schema, document, known });
  }
  return {
    openapi: '3.1.1',
    info: INFO,
    servers: [{ url: '/', description: 'This shop' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes: SECURITY_SCHEMES, schemas: known.all() },
  };
}

/** @param operations the trusted documents @returns the document of the shop's table, as it is kept in a file */
export function openApiText(
  schema: GraphQLSchema,
  operations: readonly { readonly file: string; readonly document: DocumentNode }[],
): string {
  const documents = new Map(
    operations.map(({ file, document }) => [file.replace(/\.graphql$/, ''), document]),
  );
  return `${JSON.stringify(openApi({ table: REST_TABLE, schema, documents }), null, 1)}\n`;
}

const INFO: Json = {
  title: 'Depachika',
  version: '1',
  summary: 'The shop over REST',
  description: [
    'Everything that a storefront or a partner does, by the same operations, rights and limits as the graph at `/graphql`.',
    '',
    '- **Money** is whole yen, tax included. Times are UTC; dates are days in Japan.',
    '- **Refusals** are problems (RFC 9457), `application/problem+json`: act on `code`, show `detail`.',
    '- **Pages** have `next` and `previous`, cursors for `after` and `before`; the header `Link` has the whole addresses.',
    '- **Parts that are away** are null in a 200: the header `x-depachika-missing` lists their places as JSON pointers.',
    '- **Public answers** may be some seconds old: `Age` says so. Their weak `ETag` goes into `If-None-Match`; one that is strong is a version, for `If-Match`.',
    '- **Languages**: names come in Japanese and English; messages in the one that `Accept-Language` asks for.',
  ].join('\n'),
  license: { name: 'MIT', identifier: 'MIT' },
};

const TAGS: Readonly<Record<RestTag, string>> = {
  Catalogue: 'What is sold',
  Cart: 'What somebody means to buy, and what it would cost',
  Orders: 'What was bought, and what becomes of it',
  Delivery: 'Where and when',
  Account: 'Who somebody is, where they live, how they pay',
  Shop: 'Who sells',
};

const SECURITY_SCHEMES: Json = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The `accessToken` of a session: `POST /v1/sessions`, `POST /v1/accounts` or `POST /v1/guest-sessions`.',
  },
};

interface Described {
  readonly row: RestOperation;
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly known: Components;
}

function operationObject(given: Described): Json {
  const { row } = given;
  const body = bodyOf(given);
  const parameters = parametersOf(given).map((each) => withExample(each, row));
  return {
    operationId: row.id,
    tags: [row.tag],
    summary: row.summary,
    // Who is signed in is known everywhere: limits are counted for persons.
    security: row.signedIn ? [{ bearer: [] }] : [{}, { bearer: [] }],
    parameters: parameters as unknown as Json,
    ...(body ? { requestBody: requestBody(body, row) } : {}),
    responses: responsesOf(given, body !== undefined),
  };
}

function withExample(parameter: Parameter, row: RestOperation): Parameter {
  const example = PARAMETER_EXAMPLES[`${row.id}.${parameter.name}`] ?? PARAMETER_EXAMPLES[parameter.name];
  if (example !== undefined) return { ...parameter, example };
  if (parameter.in === 'path') throw new Error(`schema/rest/examples has no example of ${parameter.name}`);
  return parameter;
}

function requestBody(
  { required, schema }: { readonly required: boolean; readonly schema: JsonSchema },
  { id }: RestOperation,
): Json {
  const example = BODY_EXAMPLES[id];
  if (example === undefined) throw new Error(`schema/rest/examples has no body of ${id}`);
  return { required, content: { 'application/json': { schema, example } } };
}

function responsesOf(given: Described, hasBody: boolean): Json {
  const { row } = given;
  const responses: Record<string, Json> = { [row.answer.status]: successOf(given) };
  if (row.answer.isPublic) responses[304] = { description: 'What you have is what there is.' };
  const byStatus = Map.groupBy(problemsOf(given, hasBody), ({ status }) => status);
  for (const [status, problems] of [...byStatus].sort(([a], [b]) => a - b))
    responses[status] = problemResponse(problems);
  responses.default = {
    description: 'Whatever else refuses it: too many requests, a part of the shop that is away, a fault.',
    content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return responses;
}

function problemResponse(problems: readonly Problem[]): Json {
  const schemas = problems.map(({ schema }) => schema);
  return {
    description: problems.map(({ description }) => description).join(' Or: '),
    content: { [PROBLEM_TYPE]: { schema: schemas.length === 1 ? schemas[0]! : { anyOf: schemas } } },
  };
}

const PROBLEM_TYPE = 'application/problem+json';

function successOf(given: Described): Json {
  const { row } = given;
  const { status, event } = row.answer;
  const headers = headersOf(row);
  const shown: Readonly<Record<string, Json>> = Object.keys(headers).length > 0 ? { headers } : {};
  if (status === 204) return { description: 'It is done.', ...shown };
  const schema = answerSchema(given);
  const example = ANSWER_EXAMPLES[row.id];
  const examples: Readonly<Record<string, Json>> = example === undefined ? {} : { example };
  if (event !== undefined)
    return {
      description: `Server-Sent Events. Each \`${event}\` has its version as \`id\`. \`problem\` tells of what could not be told: with an \`id\` of one event alone, otherwise of the stream, which breaks. \`end\` says that no more will come. An end without it is a break: ask again with \`Last-Event-ID\`. What \`data\` of each is, \`x-event-schemas\` says.`,
      content: {
        'text/event-stream': {
          schema: { type: 'string' },
          'x-event-schemas': {
            [event]: schema,
            problem: { $ref: '#/components/schemas/Problem' },
            end: NO_MORE,
          },
          ...(example === undefined ? {} : { example: eventText(event, example as ShownEvent) }),
        },
      },
    };
  return {
    description: status === 201 ? 'It is made.' : 'What was asked for.',
    ...shown,
    content: { 'application/json': { schema, ...examples } },
  };
}

type ShownEvent = Json & { readonly version: number };

/** @returns it as a stream tells it */
function eventText(name: string, event: ShownEvent): string {
  return `event: ${name}\nid: ${event.version}\ndata: ${JSON.stringify(event)}\n\n`;
}

const NO_MORE: Json = { type: 'object', maxProperties: 0 };

function headersOf({ answer }: RestOperation): Readonly<Record<string, Json>> {
  const text = (description: string): Json => ({ description, schema: { type: 'string' } });
  return {
    ...(answer.location ? { Location: text('Where it can be read.') } : {}),
    ...(answer.version ? { ETag: text('Its version, for `If-Match`.') } : {}),
    ...(answer.isPublic ? { ETag: text('Of a public answer: for `If-None-Match`.') } : {}),
    ...(answer.list === 'page'
      ? { Link: text('The pages around it, rel="next" and rel="prev" (RFC 8288).') }
      : {}),
  };
}
