import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { withLanguage } from '@depachika/messages/language.ts';
import type { Logger } from 'pino';
import type { PreparedOperation } from '../../operation/operations.ts';
import { brokenRequest, type PublicResult } from '../../operation/public-errors.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import type { FederatedExecutor } from '../federated-executor.ts';
import { copyOf } from '../gateway-source.ts';
import type { PlanSource } from '../plan/plan-source.ts';
import type { ReadChoice } from '../read-choice.ts';
import { type OpenScope, type RequestScope, withScope } from '../request-scope.ts';
import type { LiveEvent } from './lasting-upstream.ts';
import { type SubscriptionRequest, sortedText } from './subscription-request.ts';

export interface EventCompletionOptions {
  readonly executor: FederatedExecutor;
  readonly openScope: OpenScope;
  readonly logger: Logger;
  /** Learns which caller hears of a change by an event. */
  readonly reads?: ReadChoice | undefined;
}

/** Adds to events what other subgraphs know. */
export interface EventCompletion {
  /** Throws when nothing can be asked at all. */
  complete(
    answer: SubgraphAnswer,
    request: SubscriptionRequest,
    node: SubscriptionNode,
  ): Promise<PublicResult>;
  /** The same, once for all who ask the same of an event. What fails is told in its place. */
  completeOnce(
    request: SubscriptionRequest,
    node: SubscriptionNode,
  ): (event: LiveEvent) => Promise<PublicResult>;
}

export function eventCompletion(options: EventCompletionOptions): EventCompletion {
  const { executor, openScope } = options;
  const completed = new WeakMap<LiveEvent, Completed[]>();
  return { complete, completeOnce };

  function completeOnce(
    request: SubscriptionRequest,
    node: SubscriptionNode,
  ): (event: LiveEvent) => Promise<PublicResult> {
    const { prepared } = request;
    const variables = sortedText(request.variables);
    return (event) => {
      const known = completed.get(event) ?? [];
      completed.set(event, known);
      const same = known.find((each) => each.prepared === prepared && each.variables === variables);
      if (same) return same.result;
      const result = tellEvent(event, request, node);
      known.push({ prepared, variables, result });
      return result;
    };
  }

  async function tellEvent(
    { answer, version }: LiveEvent,
    request: SubscriptionRequest,
    node: SubscriptionNode,
  ): Promise<PublicResult> {
    try {
      return ofVersion(version, withVersion(await complete(answer, request, node), version));
    } catch (error) {
      const { requestId, language } = request;
      options.logger.error({ err: error, requestId }, 'An event could not be completed');
      const told = withLanguage(language, () => brokenRequest(error, requestId));
      return ofVersion(version, withVersion({ data: null, errors: [told] }, version));
    }
  }

  async function complete(
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

/** What one event has come to. All who read it are one caller, in one language. */
interface Completed {
  readonly prepared: PreparedOperation;
  readonly variables: string;
  readonly result: Promise<PublicResult>;
}

/** An event of which nothing is left, since a part that must be there is missing, keeps its version: its client goes on after it. */
function withVersion(result: PublicResult, version: number | undefined): PublicResult {
  const isEmpty = Object.values(result.data ?? {}).every((value) => value === null);
  if (version === undefined || !isEmpty) return result;
  return { ...result, extensions: { ...result.extensions, version } };
}

/** @returns the version of the event that this is the result of; undefined where its subscription has none */
export function versionOf(result: object): number | undefined {
  return VERSIONS.get(result);
}

const VERSIONS = new WeakMap<object, number>();

function ofVersion(version: number | undefined, result: PublicResult): PublicResult {
  if (version !== undefined) VERSIONS.set(result, version);
  return result;
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
