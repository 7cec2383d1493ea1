import type { Caller } from '@depachika/identity/caller.ts';
import type { Language } from '@depachika/messages/language.ts';
import type { ExecutionResult, GraphQLSchema } from 'graphql';

/** A request as every transport hands it to a subgraph. */
export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly requestId?: string;
  /** What texts for people are in; absent: the language of who calls in this process. */
  readonly language?: Language | undefined;
  /** A query may be answered by a read replica; absent: by the primary. */
  readonly reads?: 'replica' | undefined;
}

/** What every resolver's context holds; a domain adds its own loaders. */
export interface RequestContext {
  readonly caller: Caller;
  readonly requestId: string;
}

/** The part of a domain that answers GraphQL, whichever way its requests come. */
export interface ExecutableSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Answers queries and mutations. Throws `IdentityRefused` before anything is read when the token is not good. */
  execute(request: GraphQLRequest, identityToken: string | undefined): Promise<ExecutionResult>;
  /** Answers a subscription: one result per event, until the consumer calls `return()`. */
  subscribe(
    request: GraphQLRequest,
    identityToken: string | undefined,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

/** What a transport serves: its callers have the schema already. */
export interface ServableSubgraph extends Omit<ExecutableSubgraph, 'schema'> {
  /** Resolves when it can answer; rejects with what is missing. */
  ready(): Promise<void>;
}
