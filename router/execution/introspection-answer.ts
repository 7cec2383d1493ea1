import { type ExecutionResult, executeSync, type GraphQLSchema } from 'graphql';
import type { SplitOperation } from '../operation/introspection.ts';
import type { PublicResult } from '../operation/public-errors.ts';
import type { Variables } from '../operation/variables.ts';

/** Answers what an operation asks about the graph. */
export function askSchema(
  schema: GraphQLSchema,
  { introspection }: SplitOperation,
  variables: Variables,
): ExecutionResult {
  return executeSync({ schema, document: introspection.document, variableValues: variables });
}

/**
 * Puts what was asked about the graph together with what subgraphs were asked for.
 * @param fetched their answer; undefined when the operation asks about the graph alone
 */
export function joinedAnswer(
  { keys }: SplitOperation,
  asked: PublicResult,
  fetched: PublicResult | undefined,
): PublicResult {
  const errors = [...(asked.errors ?? []), ...(fetched?.errors ?? [])];
  const failed = !asked.data || (fetched && !fetched.data);
  const data = failed ? null : inOrder(keys, { ...asked.data, ...fetched?.data });
  return errors.length > 0 ? { data, errors } : { data };
}

function inOrder(keys: readonly string[], values: Readonly<Record<string, unknown>>) {
  const present = keys.filter((key) => Object.hasOwn(values, key));
  return Object.fromEntries(present.map((key) => [key, values[key]]));
}
