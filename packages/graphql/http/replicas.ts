import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Pool } from 'undici';

export interface ReplicaRequest {
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: Buffer | string | undefined;
  readonly signal: AbortSignal;
  /** Nothing happens twice when two replicas are asked the same. */
  readonly isRepeatable: boolean;
}

export interface ReplicaAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it comes; whoever does not read it has to destroy it. */
  readonly body: Readable & { text(): Promise<string> };
}

/** Processes that are alike, asked by turns over HTTP. */
export interface Replicas {
  /**
   * Goes on to the next replica when one does not answer: what is not repeatable only when nobody has begun it. Rejects with
   * what the last one failed with.
   */
  request(request: ReplicaRequest): Promise<ReplicaAnswer>;
  close(): Promise<void>;
}

export interface ReplicaLimits {
  /** Connections to each. */
  readonly connections: number;
  /** From a request to the beginning of its answer, and between two parts of it. */
  readonly timeoutMs: number;
}

/** @param urls such as `http://web:9110`, one or more */
export function replicasAt(urls: readonly URL[], { connections, timeoutMs }: ReplicaLimits): Replicas {
  const pools = urls.map(
    ({ origin }) =>
      new Pool(origin, {
        connections,
        keepAliveTimeout: 30_000,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        connect: { timeout: CONNECT_TIMEOUT_MS },
      }),
  );
  let turn = 0;

  return {
    async request({ isRepeatable, ...request }) {
      turn = (turn + 1) % pools.length;
      const first = turn;
      for (let tried = 1; ; tried += 1) {
        try {
          return await ask(pools[(first + tried) % pools.length]!, request);
        } catch (error) {
          const mayGoOn = isRepeatable || (error as { code?: unknown }).code === 'ECONNREFUSED';
          if (tried === pools.length || request.signal.aborted || !mayGoOn) throw error;
        }
      }
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

/** A machine that is gone does not even refuse. */
const CONNECT_TIMEOUT_MS = 2_000;

async function ask(pool: Pool, request: Omit<ReplicaRequest, 'isRepeatable'>): Promise<ReplicaAnswer> {
  const { method, path, headers, body = null, signal } = request;
  const answer = await pool.request({ method: method as 'GET', path, headers: { ...headers }, body, signal });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body };
}
