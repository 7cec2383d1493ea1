import type { GraphQLRequest } from '../executable-subgraph.ts';

/** A GraphQL request read from a JSON body, or why it is none. */
export function readGraphQLBody(
  body: unknown,
  { requestId, language }: Pick<GraphQLRequest, 'requestId' | 'language'>,
): GraphQLRequest | { readonly refused: string } {
  if (!isObject(body)) return { refused: 'The body must be one JSON object with a query' };
  const { query, variables, operationName } = body;
  if (typeof query !== 'string') return { refused: 'query must be a string' };
  if (!isAbsent(variables) && !isObject(variables)) return { refused: 'variables must be an object' };
  if (!isAbsent(operationName) && typeof operationName !== 'string')
    return { refused: 'operationName must be a string' };
  return {
    query,
    variables: variables ?? undefined,
    operationName: operationName ?? undefined,
    requestId,
    language,
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
