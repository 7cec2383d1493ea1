import { createServer, type Server } from 'node:http';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { builtPages } from '../built-pages.ts';
import type { GraphRequest } from '../graph-client.ts';
import { createPages, type Pages, type PagesOptions } from '../pages.ts';
import { memorySessions } from '../session-store/memory-sessions.ts';
import type { SessionStore } from '../session-store/session-store.ts';

/** What was asked of the graph for a page. */
export interface Asked extends GraphRequest {
  readonly name: string;
  readonly variables: Record<string, unknown>;
}

/** @returns what the graph answers: `data`, or a whole answer of its own */
export type ToldGraph = (asked: Asked) => unknown;

/** The built pages over a graph that answers as it is told, on a port of their own. */
export interface VisitedPages {
  readonly origin: string;
  readonly clock: AdjustableClock;
  readonly pages: Pages;
  readonly sessions: SessionStore;
  readonly asked: Asked[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a form as a page of the shop does. */
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  close(): Promise<void>;
}

/** The graph refuses all of it. */
export class GraphRefuses extends Error {
  readonly status: number;
  readonly code: string;
  /** Of the input, where one is at fault. */
  readonly field: string | undefined;
  constructor(status: number, code: string, field?: string) {
    super(code);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

export async function visitPages(
  graph: ToldGraph,
  options: Partial<PagesOptions> = {},
): Promise<VisitedPages> {
  const clock = adjustableClock();
  const sessions = options.sessions ?? memorySessions(clock);
  const asked: Asked[] = [];
  const pages = createPages({
    source: await builtPages(),
    async sendToGraph(request) {
      const { operationName: name, variables = {} } = JSON.parse(request.body);
      asked.push({ ...request, name, variables });
      try {
        return { status: 200, body: JSON.stringify({ data: await graph({ ...request, name, variables }) }) };
      } catch (error) {
        if (!(error instanceof GraphRefuses)) throw error;
        const errors = [{ message: error.code, extensions: { code: error.code, field: error.field } }];
        return { status: error.status, body: JSON.stringify({ errors }) };
      }
    },
    sessions,
    clock,
    logger: silent,
    secure: false,
    ...options,
  });
  const server = createServer((request, response) =>
    pages.answer(request, response, { address: '192.0.2.7', requestId: 'req_of_a_test' }),
  );
  const origin = await listening(server);
  const send = (path: string, init: RequestInit) =>
    fetch(`${origin}${path}`, { redirect: 'manual', ...init });
  return {
    origin,
    clock,
    pages,
    sessions,
    asked,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, form, headers = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(form), headers: { origin, ...headers } }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as { port: number }).port}`),
    );
  });
}
