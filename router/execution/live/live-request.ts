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
export class LiveRequest {
  readonly query: string;
  /** Without the starting point. */
  readonly variables: Variables;
  /** The client's starting point; undefined when it has none, or the subscription none. */
  readonly after: number | undefined;
  /** Undefined where the graph declares no way to go on. */
  readonly #operation: LiveOperation | undefined;

  constructor({ query, variables, after, operation }: LiveRequestParts) {
    this.query = query;
    this.variables = variables;
    this.after = after;
    this.#operation = operation;
  }

  variablesAfter(version: number | undefined): Variables {
    if (!this.#operation) return this.variables;
    return { ...this.variables, [this.#operation.fromVariable]: version ?? null };
  }

  eventOf(answer: SubgraphAnswer): LiveEvent {
    return this.#operation ? liveEvent(answer, this.#operation.versionKey) : { answer, version: undefined };
  }
}

interface LiveRequestParts extends Pick<LiveRequest, 'query' | 'variables' | 'after'> {
  readonly operation: LiveOperation | undefined;
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
    return new LiveRequest({
      query: primary.operation,
      variables: used,
      after: undefined,
      operation: undefined,
    });
  }
  const operation = OPERATIONS.get(primary) ?? liveOperation(primary.operation, resumption);
  OPERATIONS.set(primary, operation);
  const start = startingPoint(field, { prepared, variables, schema })[resumption.from];
  return new LiveRequest({
    query: operation.query,
    variables: usedVariables(operation.variables, planned),
    after: after ?? (typeof start === 'number' ? start : undefined),
    operation,
  });
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
