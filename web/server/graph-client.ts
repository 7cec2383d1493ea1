import { data } from 'react-router';
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
  /** The graph knows the session no more: neither does this browser. */
  forget(): Promise<void>;
}

/** The one that a page is made for. */
export type PageRequest = Pick<GraphRequest, 'language' | 'signal'>;

interface GraphAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphError[];
}

interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly field?: string };
}

/** Said of what is not there for this visitor, whoever asks again. */
const NOT_THERE = new Set<string | undefined>(['NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT']);

/** The graph of one visit. What refuses all of it is the answer to the page: 422, 429, 503. */
export function graphClient(send: SendToGraph, visit: GraphVisit, { language, signal }: PageRequest): Graph {
  return {
    async ask<Data, Variables>(operation: TypedOperation<Data, Variables>, variables: Variables) {
      const { answer, refuse } = await answerTo(operation, variables);
      return answer.data ? (answer.data as Data) : refuse(answer.errors?.[0]);
    },
    async askWhole<Data, Variables>(
      operation: TypedOperation<Data, Variables>,
      variables: Variables,
      thing?: keyof Data & string,
    ) {
      const { answer, refuse } = await answerTo(operation, variables);
      const { data, errors = [] } = answer;
      const unknown = errors.find(({ path, extensions }) => {
        if (NOT_THERE.has(extensions?.code)) return false;
        if (!path || thing === undefined) return !(path && data?.[path[0]!]);
        return path[0] === thing && !data?.[thing];
      });
      return data && !unknown ? (data as Data) : refuse(unknown ?? errors[0]);
    },
  };

  async function answerTo<Data, Variables>(
    { name, query }: TypedOperation<Data, Variables>,
    variables: Variables,
  ) {
    const accessToken = await tokenFor(query, visit);
    const { status, body } = await send({
      body: JSON.stringify({ operationName: name, query, variables }),
      accessToken,
      language,
      clientAddress: visit.address,
      requestId: visit.requestId,
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw data({ code: 'NO_ANSWER' }, { status: 503 });
    });
    const refuse = async (error: GraphError | undefined): Promise<never> => {
      const failure = new GraphFailed({
        code: error?.extensions?.code ?? 'NO_ANSWER',
        status,
        message: `${name}: ${error?.message ?? `the graph answered ${status} without data`}`,
      });
      const isEnded = failure.code === 'UNAUTHENTICATED';
      if (isEnded) await visit.forget();
      // A text that no domain may even look at: too long, or with a NUL.
      if (failure.code === 'BAD_USER_INPUT')
        throw data({ code: failure.code, field: error?.extensions?.field }, { status: 422 });
      throw data({ code: failure.code }, { status: isEnded ? 401 : status === 429 ? 429 : 503 });
    };
    return { answer: answerIn(body), refuse };
  }
}

/** What is no answer of the graph is none: a proxy's page, or half of a text. */
function answerIn(body: string): GraphAnswer {
  try {
    return JSON.parse(body) as GraphAnswer;
  } catch {
    return {};
  }
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
