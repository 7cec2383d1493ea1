import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import type { GraphQLFormattedError } from 'graphql';

/** A subgraph's answer. `data` belongs to the router, which merges other answers into it in place. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Record<string, unknown>;
  /** Of the text in which it came, where it came in one: the transport's own word. */
  readonly bytes?: number | undefined;
}

export interface SubgraphCall {
  readonly identityToken: string;
  /** Aborts when nobody waits for the answer any more: the client's request is over, or the time that the subgraph has. */
  readonly signal?: AbortSignal;
  /** Tells the same as the signal, where there is one that was not made yet. */
  readonly end?: EndOfCall;
  /** Aborts for the client's request alone, which is no fault of the subgraph. */
  readonly left?: AbortSignal | undefined;
}

export interface EndOfCall {
  readonly isOver: boolean;
  /** @returns call it when nothing is to be ended any more */
  onEnd(listener: () => void): () => void;
}

/** How the router reaches one subgraph, in process or over the network. */
export interface SubgraphTransport {
  /** Throws a public `SUBGRAPH_UNAVAILABLE` when no answer came at all. */
  execute(request: GraphQLRequest, call: SubgraphCall): Promise<SubgraphAnswer>;
  /**
   * Opens a subscription. The generator gives one answer per event; it **returns** when the subgraph has completed the
   * subscription, so that nothing can follow, and **throws** a public `SUBGRAPH_UNAVAILABLE` when it broke, however that
   * showed: the process went, the connection was lost or silent, an event was too large. What came before is yielded
   * first, and one that is opened from the last version on gives the rest. `return()` takes effect at once, and closes the
   * source in the subgraph.
   * @returns a single answer when the subgraph refuses
   * @throws `SUBGRAPH_UNAVAILABLE` when it could not be opened
   */
  subscribe(
    request: GraphQLRequest,
    call: SubgraphCall,
  ): Promise<AsyncGenerator<SubgraphAnswer, void, void> | SubgraphAnswer>;
  /** Resolves when the subgraph can answer; rejects otherwise. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** True for what changes something, which nobody may send twice. The planner writes the text. */
export function isMutation({ query }: GraphQLRequest): boolean {
  return /^\s*mutation\b/.test(query);
}

/** True when a subgraph answered more than its transport reads: another replica would answer the same. */
export function wasTooLarge(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ((at as Error & { code?: unknown }).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return true;
  }
  return false;
}
