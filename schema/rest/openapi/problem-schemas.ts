import { PROBLEM_STATUSES, problemTitle, problemType } from '../problem-statuses.ts';
import type { RestOperation } from '../rest-operation.ts';
import type { JsonSchema } from './json-schema.ts';
import { type Answered, problemMembers } from './result-schema.ts';

/** A refusal that an operation can answer with. */
export interface Problem {
  readonly status: number;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** What every refusal has. */
export const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'A refusal, as RFC 9457 has it.',
  properties: {
    type: {
      type: 'string',
      format: 'uri-reference',
      description: 'Which problem it is; its address explains it.',
    },
    title: { type: 'string', description: 'The same in a few words, in English.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: {
      type: 'string',
      description:
        'What to tell somebody: in their language where a person can act on it, otherwise in English.',
    },
    code: { type: 'string', description: 'What a program acts on.' },
    requestId: { type: 'string', description: 'Names this request in the logs of the shop.' },
    errors: {
      type: 'array',
      description: 'Each place of the request that is not as it has to be.',
      items: {
        type: 'object',
        properties: {
          pointer: {
            type: 'string',
            format: 'json-pointer-uri-fragment',
            description: 'A place in the body, as a JSON pointer: `#/lines/0/quantity`.',
          },
          parameter: { type: 'string', description: 'A parameter of the path or the query.' },
          header: { type: 'string', description: 'A header.' },
          detail: { type: 'string', description: 'What it has to be.' },
        },
        required: ['detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
};

/** Everything that an operation states about how it refuses. */
export function problemsOf(given: Answered, hasBody: boolean): readonly Problem[] {
  const { row } = given;
  const stated = problemMembers(given).map(({ type, fields }): Problem => {
    const status = statusOf(type.name, row);
    return {
      status,
      description: (type.description ?? type.name).replaceAll('\n', ' '),
      schema: given.known.put(componentName(type.name, row, fields, given), () =>
        problemSchema({ code: type.name, status, fields }),
      ),
    };
  });
  return [...ofRequest(row, hasBody), ...stated];
}

/** Throws for a problem without a status. */
function statusOf(name: string, { id }: RestOperation): number {
  const statuses: Readonly<Record<string, number>> = PROBLEM_STATUSES;
  const status = statuses[name];
  if (status === undefined) throw new Error(`${id}: schema/rest/problem-statuses.ts gives ${name} no status`);
  return status;
}

/** Operations may ask for different fields of one problem: what is asked of most has the plain name. */
function componentName(name: string, row: RestOperation, fields: JsonSchema, { known }: Answered): string {
  const plain = `${name}Problem`;
  const taken = known.all()[plain];
  const schema = problemSchema({ code: name, status: statusOf(name, row), fields });
  if (!taken || JSON.stringify(taken) === JSON.stringify(schema)) return plain;
  return `${row.id.slice(0, 1).toUpperCase()}${row.id.slice(1)}${plain}`;
}

function problemSchema(problem: {
  readonly code: string;
  readonly status: number;
  readonly fields: JsonSchema;
}): JsonSchema {
  const { code, status, fields } = problem;
  const { properties, required, description } = fields as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required: readonly string[];
    readonly description?: string;
  };
  return {
    ...(description === undefined ? {} : { description }),
    allOf: [{ $ref: '#/components/schemas/Problem' }],
    type: 'object',
    properties: {
      ...properties,
      type: { const: problemType(code) },
      title: { const: problemTitle(code) },
      status: { const: status },
      code: { const: code },
    },
    required: [...required, 'code'],
  };
}

const PLAIN: JsonSchema = { $ref: '#/components/schemas/Problem' };

/** What refuses the request around an operation. */
function ofRequest(row: RestOperation, hasBody: boolean): readonly Problem[] {
  const plain = (status: number, description: string): Problem => ({ status, description, schema: PLAIN });
  const is404 = row.parameters !== undefined && row.method === 'GET';
  return [
    plain(400, 'A parameter, a header or the body cannot be read, or is not known here: `errors` names it.'),
    ...(row.signedIn ? [plain(401, 'Nobody is signed in, or the token has ended.')] : []),
    ...(is404 ? [plain(404, 'There is nothing of that name, or it is not yours.')] : []),
    ...(row.ifMatch ? [plain(412, 'The header `If-Match` holds a version that can never match.')] : []),
    ...(hasBody
      ? [
          plain(415, 'The body is not `application/json`.'),
          plain(422, 'A field of the body is missing, unknown or of another type: `errors` names it.'),
        ]
      : []),
    ...(row.ifMatch?.required ? [plain(428, 'The header `If-Match` is missing.')] : []),
  ];
}
