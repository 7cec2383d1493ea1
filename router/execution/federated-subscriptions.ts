import { hash } from 'node:crypto';
import type { FetchNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import type { Clock } from '@depachika/clock/clock.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import {
  type PublicError,
  type PublicResult,
  routerError,
  routerErrorWithin,
} from '../operation/public-errors.ts';
import type { LoadedSupergraph } from '../operation/supergraph.ts';
import type { SubgraphAnswer, SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import { type EventCompletionOptions, eventCompletion } from './live/event-completion.ts';
import type { LiveEvent, Upstream } from './live/lasting-upstream.ts';
import { type LiveRequest, liveRequest } from './live/live-request.ts';
import { MappedStream } from './live/mapped-stream.ts';
import { createSharedUpstreams } from './live/shared-upstreams.ts';
import { type SubscriptionRequest, sortedText } from './live/subscription-request.ts';
import { withoutStandIns } from './plan/stand-in-source.ts';

export type Results = AsyncGenerator<PublicResult, void, void>;

export interface FederatedSubscriptions {
  /** Starts a subscription that was admitted. @returns a single result when its subgraph refuses */
  subscribe(request: SubscriptionRequest): Promise<Results | PublicResult>;
  /** Upstreams that are open now. */
  upstreams(): number;
}

export interface FederatedSubscriptionsOptions extends EventCompletionOptions {
  readonly subgraphs: Readonly<Record<string, SubgraphTransport>>;
  readonly supergraph: Pick<LoadedSupergraph, 'schema' | 'resumable' | 'standIns'>;
  readonly clock: Clock;
}

/**
 * The planner plans a subscription as the primary fetch and the rest. The router subscribes to the primary's
 * subgraph; for each event the rest is executed as if the event were the answer of one more subgraph.
 * Callers of their own never share anything, and languages neither. One caller's upstreams to the same subgraph for the same events are one, and an
 * event is completed once for all who ask the same of it at that time.
 */
export function createFederatedSubscriptions(options: FederatedSubscriptionsOptions): FederatedSubscriptions {
  const shared = createSharedUpstreams(options);
  const { complete, completeOnce } = eventCompletion(options);

  return {
    async subscribe(request) {
      const node = subscriptionNode(request.prepared.plan());
      if (!node)
        return {
          errors: [routerError('NOTHING_TO_SUBSCRIBE_TO', 'This subscription selects no field of any event')],
        };
      const live = liveRequest(node.primary, request, options.supergraph);
      const upstream = new SubgraphUpstream(request, node.primary, { live, options });
      const events = await shared.join(upstreamKey(request, node, live), upstream);
      if (!(Symbol.asyncIterator in events)) return complete(events, request, node);
      return new MappedStream(events, completeOnce(request, node));
    },
    upstreams: () => shared.size(),
  };
}

/** The subscription of one client, and all who share it, to the subgraph of its plan. */
class SubgraphUpstream implements Upstream {
  readonly after: number | undefined;
  readonly #request: SubscriptionRequest;
  readonly #primary: FetchNode;
  readonly #live: LiveRequest;
  readonly #options: FederatedSubscriptionsOptions;

  constructor(
    request: SubscriptionRequest,
    primary: FetchNode,
    { live, options }: { readonly live: LiveRequest; readonly options: FederatedSubscriptionsOptions },
  ) {
    this.after = live.after;
    this.#request = request;
    this.#primary = primary;
    this.#live = live;
    this.#options = options;
  }

  async open(after: number | undefined) {
    const { requestId, language } = this.#request;
    const { serviceName, operationName } = this.#primary;
    const scope = await this.#options.openScope(this.#request);
    scope.end();
    return this.#options.subgraphs[serviceName]!.subscribe(
      {
        query: withoutStandIns(this.#live.query, this.#options.supergraph.standIns),
        variables: this.#live.variablesAfter(after),
        requestId,
        language,
        ...(operationName ? { operationName } : {}),
      },
      { identityToken: scope.identityToken },
    );
  }

  eventOf(answer: SubgraphAnswer): LiveEvent {
    return this.#live.eventOf(answer);
  }
}

/** Short, since there are as many as upstreams. */
function upstreamKey(
  { caller, language }: SubscriptionRequest,
  { primary }: SubscriptionNode,
  { query, variables, after }: LiveRequest,
): string {
  const text = sortedText([caller, language, primary.serviceName, query, variables, after]);
  return hash('sha256', text, 'base64url');
}

function subscriptionNode(plan: QueryPlan | undefined): SubscriptionNode | undefined {
  return plan?.node?.kind === 'Subscription' ? plan.node : undefined;
}

/** @returns the public errors of a subscription that broke */
export function subscriptionFailure(error: unknown): readonly PublicError[] {
  const broke = () => routerError('INTERNAL_SERVER_ERROR', shared.subscriptionBroke);
  return [routerErrorWithin(error) ?? broke()];
}
