import { readFileSync } from 'node:fs';
import { trustedOperations } from '@depachika/schema/check.ts';
import { apiSchemaOf, composeSupergraph } from '@depachika/schema/compose.ts';
import { buildSchema, coerceInputValue, Kind, parse, typeFromAST } from 'graphql';
import { describe, expect, it } from 'vitest';
import { requestCollection } from './request-collection.ts';
import { ANSWERED } from './request-examples.ts';

const schema = apiSchemaOf(composeSupergraph());
const operations = trustedOperations();

describe('docs/requests.http', () => {
  const committed = readFileSync(new URL('../../docs/requests.http', import.meta.url), 'utf8');

  it('is what the trusted operations give now', () => {
    const isCurrent = committed === requestCollection({ schema, operations });
    expect(isCurrent, 'run `npm run schema` and commit the result').toBe(true);
  });

  it('gives every variable a value of its type', () => {
    const wrong: string[] = [];
    for (const { operationName, query, variables } of bodiesOf(committed)) {
      for (const definition of parse(query).definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        for (const { variable, type } of definition.variableDefinitions ?? []) {
          const input = typeFromAST(schema, type as never)!;
          coerceInputValue(variables[variable.name.value], input as never, (path, _, error) =>
            wrong.push(`${operationName} ${path.join('.')}: ${error.message}`),
          );
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('takes values only from requests that it holds', () => {
    const names = new Set(bodiesOf(committed).map(({ operationName }) => operationName));
    expect(ANSWERED.filter(({ operation }) => !names.has(operation))).toEqual([]);
  });
});

describe('a collection of requests', () => {
  const shop = buildSchema(`
    type Query { order(id: ID!): Int }
    type Mutation { pay(input: PayInput!): Int }
    type Subscription { paid(since: Int!): Int }
    input PayInput { quantity: Int! mystery: String! }
  `);
  const collect = (text: string) =>
    requestCollection({ schema: shop, operations: [{ file: 'a.graphql', document: parse(text) }] });

  it('refuses an operation that needs a value nobody gave an example of', () => {
    expect(() => collect('mutation Pay($input: PayInput!) { pay(input: $input) }')).toThrow(
      'PayInput.mystery',
    );
  });

  it('sends the operation with its session', () => {
    expect(collect('query Order($orderId: ID!) { order(id: $orderId) }')).toContain(
      [
        '# @name Order',
        'POST {{host}}/graphql',
        'content-type: application/json',
        'authorization: Bearer {{token}}',
      ].join('\n'),
    );
  });

  it('sends no subscription', () => {
    expect(collect('subscription Paid($since: Int!) { paid(since: $since) }')).not.toContain('POST');
  });
});

interface RequestBody {
  readonly operationName: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function bodiesOf(text: string): RequestBody[] {
  return [...text.matchAll(/^\{\n.*?^\}$/gms)].map(([body]) => JSON.parse(body));
}
