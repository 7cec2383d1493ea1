import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Pool } from 'undici';

export interface ServiceRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the query string. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is read as it is sent cannot be sent again, to another replica. */
  readonly body?: Buffer | Readable;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A domain's own routes beside the graph, at whichever of its replicas answers. */
export interface ServiceHttp {
  /** Rejects when no replica answers. Repeats nothing that a replica may have begun. */
  request(request: ServiceRequest): Promise<ServiceAnswer>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
/** More than the largest picture. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** @param urls of the service's replicas, such as `http://users:9103` */
export function serviceHttp(urls: readonly URL[]): ServiceHttp {
  const pools = urls.map(
    ({ origin }) =>
      new Pool(origin, {
        connections: 8,
        keepAliveTimeout: 30_000,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        maxResponseSize: MAX_ANSWER_BYTES,
      }),
  );
  let first = 0;

  return {
    async request(request) {
      const failures: unknown[] = [];
      for (let tried = 0; tried < pools.length; tried += 1) {
        try {
          return await ask(pools[first]!, request);
        } catch (error) {
          failures.push(error);
          first = (first + 1) % pools.length;
          if (!mayBeRepeated(request, error)) break;
        }
      }
      const places = urls.map(({ host }) => host).join(', ');
      throw new Error(`${places} does not answer ${request.path}`, { cause: failures.at(-1) });
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

/** What no replica has heard of, or what changes nothing. */
function mayBeRepeated({ method, body }: ServiceRequest, error: unknown): boolean {
  if (body && !Buffer.isBuffer(body)) return false;
  return method === 'GET' || (error as { code?: unknown }).code === 'ECONNREFUSED';
}

async function ask(pool: Pool, { method, path, headers, body }: ServiceRequest): Promise<ServiceAnswer> {
  const answer = await pool.request({ method, path, headers: { ...headers }, body: body ?? null });
  return {
    status: answer.statusCode,
    headers: answer.headers as IncomingHttpHeaders,
    body: Buffer.from(await answer.body.arrayBuffer()),
  };
}
