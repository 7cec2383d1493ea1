import type { Clock } from '@depachika/clock/clock.ts';
import type { DocumentNode } from 'graphql';
import type { FederatedExecutor } from '../execution/federated-executor.ts';
import type { FederatedSubscriptions } from '../execution/federated-subscriptions.ts';
import type { Operations } from '../operation/operations.ts';
import type { LoadedSupergraph } from '../operation/supergraph.ts';
import type { ServedGraph } from './served-graph.ts';

/**
 * The graph that is served now, and those before it of which something is still in hand. Each document belongs to the graph
 * that it was read for: what was admitted to a graph is executed on it, and its subscriptions go on there.
 */
export interface ServedGraphs {
  readonly operations: Operations;
  readonly executor: Pick<FederatedExecutor, 'execute' | 'write' | 'executeInParts'>;
  readonly subscriptions: FederatedSubscriptions;
  readonly supergraph: LoadedSupergraph;
  /** What is read from now on, is read for this one. */
  replace(graph: ServedGraph): void;
  /** @param listener told of each graph before anything is read for it; what it throws leaves the graph as it was */
  onReplace(listener: (supergraph: LoadedSupergraph) => void): void;
  /** Every graph of which something may be in hand. */
  all(): readonly ServedGraph[];
}

export interface ServedGraphsOptions {
  readonly clock: Clock;
  /** The longest that a request takes, milliseconds. */
  readonly requestTimeoutMs: number;
  /** Called when nothing of a graph is in hand any more. */
  readonly letGo: () => void;
}

export function servedGraphs(
  first: ServedGraph,
  { clock, requestTimeoutMs, letGo }: ServedGraphsOptions,
): ServedGraphs {
  let current = first;
  const before = new Set<ServedGraph>();
  const readFor = new WeakMap<DocumentNode, ServedGraph>();
  const listeners: ((supergraph: LoadedSupergraph) => void)[] = [];
  const graphOf = (document: DocumentNode) => readFor.get(document) ?? current;
  const all = () => [current, ...before];

  return {
    operations: {
      read(query, options) {
        const read = current.operations.read(query, options);
        if ('document' in read) readFor.set(read.document, current);
        return read;
      },
      prepare: (document, operationName) => graphOf(document).operations.prepare(document, operationName),
    },
    executor: {
      execute: (prepared, variables, scope) =>
        graphOf(prepared.document).executor.execute(prepared, variables, scope),
      write: (prepared, variables, scope) =>
        graphOf(prepared.document).executor.write(prepared, variables, scope),
      executeInParts: (execution) => graphOf(execution.prepared.document).executor.executeInParts(execution),
    },
    subscriptions: {
      subscribe: (request) => graphOf(request.prepared.document).subscriptions.subscribe(request),
      upstreams: () => all().reduce((sum, { subscriptions }) => sum + subscriptions.upstreams(), 0),
    },
    get supergraph() {
      return current.supergraph;
    },
    replace(graph) {
      for (const tell of listeners) tell(graph.supergraph);
      const old = current;
      current = graph;
      before.add(old);
      waitFor(old);
    },
    onReplace: (listener) => void listeners.push(listener),
    all,
  };

  /** A request that was admitted to it has come to its end by then, one that waited before its execution too. */
  function waitFor(old: ServedGraph): void {
    clock.after(2 * requestTimeoutMs, () => {
      if (old.subscriptions.upstreams() > 0) {
        waitFor(old);
        return;
      }
      before.delete(old);
      letGo();
    });
  }
}
