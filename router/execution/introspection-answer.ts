import { type ExecutionResult, executeSync, type GraphQLSchema } from 'graphql';
import type { SplitOperation } from '../operation/introspection.ts';
import type { Variables } from '../operation/variables.ts';

/**
 * Answers what an operation asks about the graph, and puts it together with what subgraphs were asked for.
 * @param options.fetched their answer; undefined when the operation asks about the graph alone
 */
export function answerIntrospection(options: {
  readonly schema: GraphQLSchema;
  readonly split: SplitOperation;
  readonly variables: Variables;
  readonly fetched: ExecutionResult | undefined;
}): ExecutionResult {
  const { schema, split, variables, fetched } = options;
  const { document } = split.introspection;
  const asked = executeSync({ schema, document, variableValues: variables });
  const errors = [...(asked.errors ?? []), ...(fetched?.errors ?? [])];
  const failed = !asked.data || (fetched && !fetched.data);
  const data = failed ? null : inOrder(split.keys, { ...asked.data, ...fetched?.data });
  return errors.length > 0 ? { data, errors } : { data };
}

function inOrder(keys: readonly string[], values: Readonly<Record<string, unknown>>) {
  const present = keys.filter((key) => Object.hasOwn(values, key));
  return Object.fromEntries(present.map((key) => [key, values[key]]));
}
