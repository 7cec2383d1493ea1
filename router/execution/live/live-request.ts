import type { FetchNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { PreparedOperation } from '../../operation/operations.ts';
import type { LoadedSupergraph } from '../../operation/supergraph.ts';
import type { Variables } from '../../operation/variables.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import type { LiveEvent } from './lasting-upstream.ts';
import { type LiveOperation, liveEvent, liveOperation } from './live-operation.ts';

/** What a subgraph is asked for on behalf of one client. */
export interface LiveRequest {
  readonly query: string;
  /** Without the starting point. */
  readonly variables: Variables;
  /** The client's starting point; undefined when it has none, or the subscription none. */
  readonly after: number | undefined;
  variablesAfter(version: number | undefined): Variables;
  eventOf(answer: SubgraphAnswer): LiveEvent;
}

/** The primary fetch of a subscription's plan, in a form that can be gone on with where the graph declares how. */
export function liveRequest(
  primary: FetchNode,
  {
    prepared,
    variables,
    after,
  }: {
    readonly prepared: PreparedOperation;
    readonly variables: Variables;
    /** What the client has seen, whatever its arguments say. */
    readonly after?: number | undefined;
  },
  { schema, resumable }: Pick<LoadedSupergraph, 'schema' | 'resumable'>,
): LiveRequest {
  const planned = prepared.fetched!.planned.variablesOf(variables);
  const field = rootField(prepared.operation.selectionSet, prepared);
  const resumption = field && resumable.get(field.name.value);
  if (!resumption) {
    const used = usedVariables(primary.variableUsages ?? [], planned);
    return {
      query: primary.operation,
      variables: used,
      after: undefined,
      variablesAfter: () => used,
      eventOf: (answer) => ({ answer, version: undefined }),
    };
  }
  const operation = OPERATIONS.get(primary) ?? liveOperation(primary.operation, resumption);
  OPERATIONS.set(primary, operation);
  const used = usedVariables(operation.variables, planned);
  const start = startingPoint(field, { prepared, variables, schema })[resumption.from];
  return {
    query: operation.query,
    variables: used,
    after: after ?? (typeof start === 'number' ? start : undefined),
    variablesAfter: (version) => ({ ...used, [operation.fromVariable]: version ?? null }),
    eventOf: (answer) => liveEvent(answer, operation.versionKey),
  };
}

/** The same for every client, so that it is written once. */
const OPERATIONS = new WeakMap<FetchNode, LiveOperation>();

function usedVariables(names: readonly string[], variables: Variables): Variables {
  const used = names.filter((name) => variables[name] !== undefined);
  return Object.fromEntries(used.map((name) => [name, variables[name]]));
}

function startingPoint(
  field: FieldNode,
  {
    prepared,
    variables,
    schema,
  }: {
    readonly prepared: PreparedOperation;
    readonly variables: Variables;
    readonly schema: GraphQLSchema;
  },
): Readonly<Record<string, unknown>> {
  const definition = schema.getSubscriptionType()!.getFields()[field.name.value]!;
  const { coerced } = getVariableValues(schema, prepared.operation.variableDefinitions ?? [], variables);
  return getArgumentValues(definition, field, coerced);
}

/** A valid subscription has exactly one root field. */
function rootField(set: SelectionSetNode, prepared: PreparedOperation): FieldNode | undefined {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) return selection;
    const spread =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : prepared.fragments[selection.name.value];
    const field = spread && rootField(spread.selectionSet, prepared);
    if (field) return field;
  }
  return undefined;
}
