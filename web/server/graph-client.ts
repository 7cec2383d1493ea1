import { data, redirect } from 'react-router';
import { type Graph, GraphFailed } from '../app/graph/graph.ts';
import type { TypedOperation } from '../app/graph/typed-operation.ts';
import type { Language } from '../app/messages/language.ts';
import { SESSIONS_AWAY } from '../app/session/sessions-away.ts';
import { SessionsAway } from './session-store/session-store.ts';

export interface GraphRequest {
  readonly body: string;
  /** Of who visits; absent for nobody. */
  readonly accessToken: string | undefined;
  /** Of the page; absent where nobody reads what the graph says. */
  readonly language?: Language | undefined;
  /** The visitor's, not this process's. */
  readonly clientAddress: string;
  /** Of the request for the page. */
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export type SendToGraph = (
  request: GraphRequest,
) => Promise<{ readonly status: number; readonly body: string }>;

/** Who a page is made for, as the graph knows them. */
export interface GraphVisit {
  readonly address: string;
  readonly requestId: string;
  /** Rejects with `SessionsAway` while nobody knows. */
  accessToken(): Promise<string | undefined>;
  /** Forgets the session: the graph does not know it any more. */
  ended(): Promise<void>;
}

/** The request that a page is made for. */
export interface PageRequest extends Pick<GraphRequest, 'language' | 'signal'> {
  /** Where somebody comes to who was signed in: the same page, as nobody. */
  readonly here: string;
}

interface GraphAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The graph of one visit. What refuses all of it is the answer to the page: 429, 503. */
export function graphClient(send: SendToGraph, visit: GraphVisit, request: PageRequest): Graph {
  return {
    async ask<Data, Variables>(
      operation: TypedOperation<Data, Variables>,
      variables: Variables,
    ): Promise<Data> {
      const { name, query } = operation;
      const accessToken = await tokenFor(query, visit);
      const { status, body } = await send({
        body: JSON.stringify({ operationName: name, query, variables }),
        accessToken,
        language: request.language,
        clientAddress: visit.address,
        requestId: visit.requestId,
        signal: request.signal,
      });
      if (accessToken && status === 401) await leaveSession(visit, request);
      const answer = JSON.parse(body) as GraphAnswer;
      if (answer.data) return answer.data as Data;
      const [error] = answer.errors ?? [];
      const failure = new GraphFailed({
        code: error?.extensions?.code ?? 'NO_ANSWER',
        status,
        message: `${name}: ${error?.message ?? `the graph answered ${status} without data`}`,
      });
      throw data({ code: failure.code }, { status: status === 429 ? 429 : 503 });
    },
  };
}

/** A session that has ended elsewhere ends here at once: its page is made anew, for nobody. */
async function leaveSession(visit: GraphVisit, { here }: PageRequest): Promise<never> {
  await visit.ended();
  throw redirect(here, 303);
}

/** Whoever only reads is shown what everybody is, while nobody knows who is signed in. Nothing is changed for nobody. */
async function tokenFor(query: string, visit: GraphVisit): Promise<string | undefined> {
  try {
    return await visit.accessToken();
  } catch (error) {
    if (!(error instanceof SessionsAway)) throw error;
    if (query.startsWith('mutation')) throw data({ code: SESSIONS_AWAY }, { status: 503 });
    return undefined;
  }
}
