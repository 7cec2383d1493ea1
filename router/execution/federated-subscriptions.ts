import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import type { Caller } from '@depachika/identity/caller.ts';
import {
  type FieldNode,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { PreparedOperation } from '../operation/operations.ts';
import {
  brokenRequest,
  type PublicError,
  type PublicResult,
  routerError,
  routerErrorWithin,
} from '../operation/public-errors.ts';
import type { Variables } from '../operation/variables.ts';
import { cancellable } from '../subgraphs/cancellable.ts';
import type { SubgraphAnswer, SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import type { FederatedExecutor } from './federated-executor.ts';
import { copyOf } from './gateway-source.ts';
import type { PlanSource } from './plan/plan-source.ts';
import type { ReadChoice } from './read-choice.ts';
import { type OpenScope, type RequestScope, withScope } from './request-scope.ts';
import { createSharedStreams } from './shared-streams.ts';

export type Results = AsyncGenerator<PublicResult, void, void>;

export interface SubscriptionRequest {
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
  readonly caller: Caller;
  readonly requestId: string;
}

export interface FederatedSubscriptions {
  /** Starts a subscription that was admitted. @returns a single result when its subgraph refuses */
  subscribe(request: SubscriptionRequest): Promise<Results | PublicResult>;
  /** Upstreams that are open now. */
  upstreams(): number;
}

export interface FederatedSubscriptionsOptions {
  readonly executor: FederatedExecutor;
  readonly subgraphs: Readonly<Record<string, SubgraphTransport>>;
  readonly openScope: OpenScope;
  readonly logger: Logger;
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** Learns which caller hears of a change by an event. */
  readonly reads?: ReadChoice | undefined;
}

/**
 * The planner plans a subscription as the primary fetch and the rest. The router subscribes to the primary's
 * subgraph; for each event the rest is executed as if the event were the answer of one more subgraph.
 * The same operation of the same caller with the same variables is subscribed to and executed once for all who read it.
 */
export function createFederatedSubscriptions(options: FederatedSubscriptionsOptions): FederatedSubscriptions {
  const { executor, subgraphs, openScope } = options;
  const shared = createSharedStreams<PublicResult>();

  return {
    async subscribe(request) {
      const node = subscriptionNode(request.prepared.plan());
      if (!node)
        return {
          errors: [routerError('NOTHING_TO_SUBSCRIBE_TO', 'This subscription selects no field of any event')],
        };
      return shared.join(sharingKey(request), {
        replays: resumes(request, options.schema),
        open: () => openUpstream(request, node),
      });
    },
    upstreams: () => shared.size(),
  };

  async function openUpstream(
    request: SubscriptionRequest,
    node: SubscriptionNode,
  ): Promise<Results | PublicResult> {
    const { primary } = node;
    const scope = await openScope(request);
    scope.end();
    const answer = await subgraphs[primary.serviceName]!.subscribe(
      {
        query: primary.operation,
        variables: usedVariables(primary, request.prepared.fetched!.planned.variablesOf(request.variables)),
        requestId: request.requestId,
        ...(primary.operationName ? { operationName: primary.operationName } : {}),
      },
      { identityToken: scope.identityToken },
    );
    if (Symbol.asyncIterator in answer) return enrichEach(answer, request, node);
    return completeEvent(answer, request, node);
  }

  function enrichEach(
    events: AsyncGenerator<SubgraphAnswer, void, void>,
    request: SubscriptionRequest,
    node: SubscriptionNode,
  ): Results {
    async function* enriched(): Results {
      for await (const event of events) yield await completeEvent(event, request, node);
    }
    const results = tellingBreaks(enriched(), request.requestId, options.logger);
    return cancellable(results, () => void events.return().catch(() => undefined));
  }

  async function completeEvent(
    event: SubgraphAnswer,
    request: SubscriptionRequest,
    node: SubscriptionNode,
  ): Promise<PublicResult> {
    await options.reads?.changed(request.caller);
    return withScope(openScope, request, (scope) =>
      executor.executePlan({
        plan: eventPlan(node),
        sources: { ...executor.sources, [EVENT_SOURCE]: eventSource(event, scope) },
        subgraphNamed: { [EVENT_SOURCE]: node.primary.serviceName },
        prepared: request.prepared,
        variables: request.variables,
        scope,
      }),
    );
  }
}

/** The same results. What breaks them is logged, and names the request to its client. */
async function* tellingBreaks(results: Results, requestId: string, logger: Logger): Results {
  try {
    yield* results;
  } catch (error) {
    logger.error({ err: error, requestId }, 'A subscription broke');
    throw brokenRequest(error, requestId);
  }
}

/** Answers with a copy, because results are merged into in place and an embedded subgraph may keep what it emitted. */
function eventSource(event: SubgraphAnswer, { answer }: RequestScope): PlanSource {
  return {
    async fetch() {
      answer.add(event.data);
      return copyOf(event);
    },
  };
}

/** No subgraph can have this name: the rest of a plan may well call the primary's own subgraph by its real one. */
const EVENT_SOURCE = '__event__';

function subscriptionNode(plan: QueryPlan | undefined): SubscriptionNode | undefined {
  return plan?.node?.kind === 'Subscription' ? plan.node : undefined;
}

/** The same for every event, so that it is made ready once. */
function eventPlan(node: SubscriptionNode): QueryPlan {
  const plan = EVENT_PLANS.get(node) ?? planOfEvent(node);
  EVENT_PLANS.set(node, plan);
  return plan;
}

const EVENT_PLANS = new WeakMap<SubscriptionNode, QueryPlan>();

function planOfEvent({ primary, rest }: SubscriptionNode): QueryPlan {
  const event: PlanNode = { ...primary, serviceName: EVENT_SOURCE };
  return { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [event, rest] } : event };
}

function usedVariables(primary: FetchNode, variables: Variables): Record<string, unknown> {
  const used = (primary.variableUsages ?? []).filter((name) => variables[name] !== undefined);
  return Object.fromEntries(used.map((name) => [name, variables[name]]));
}

function sharingKey({ prepared, variables, caller }: SubscriptionRequest): string {
  const text = prepared.document.loc?.source.body ?? '';
  return JSON.stringify([caller, text, prepared.operation.name?.value ?? null, sorted(variables)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** A subscription that says from where it wants to see events gets all of them also when it joins a running one. */
function resumes({ prepared, variables }: SubscriptionRequest, schema: GraphQLSchema): boolean {
  const field = rootField(prepared.operation.selectionSet, prepared);
  const definition = field && schema.getSubscriptionType()?.getFields()[field.name.value];
  if (!field || !definition) return false;
  const { coerced } = getVariableValues(schema, prepared.operation.variableDefinitions ?? [], variables);
  return getArgumentValues(definition, field, coerced).since != null;
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

/** @returns the public errors of a subscription that broke */
export function subscriptionFailure(error: unknown): readonly PublicError[] {
  const broke = () => routerError('INTERNAL_SERVER_ERROR', 'The subscription broke. Start it again.');
  return [routerErrorWithin(error) ?? broke()];
}
