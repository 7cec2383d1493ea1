import autocannon from 'autocannon';
import { median } from './table.ts';

export interface Load {
  /** Median of the rounds, answers per second. */
  readonly perSecond: number;
  /** Median of the rounds, milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU that the server used per answer, milliseconds; median of the rounds. */
  readonly cpuMs: number;
}

export interface LoadOptions {
  readonly url: string;
  /** A new body for every request: `{ query, variables }`. Without it pages are asked for. */
  readonly body?: () => object;
  /** A new path for every request; default that of the URL. */
  readonly path?: () => string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections?: number;
  readonly seconds?: number;
  readonly rounds?: number;
  readonly cpuSeconds: () => Promise<number>;
}

/** Warms up for one round, then measures. Every answer must be HTTP 200, and the graph's without errors. */
export async function load(options: LoadOptions): Promise<Load> {
  await loadOnce(options);
  const rounds = [];
  for (let index = 0; index < (options.rounds ?? 3); index += 1) rounds.push(await loadOnce(options));
  return {
    perSecond: median(rounds.map((each) => each.perSecond)),
    p50Ms: median(rounds.map((each) => each.p50Ms)),
    p99Ms: median(rounds.map((each) => each.p99Ms)),
    cpuMs: median(rounds.map((each) => each.cpuMs)),
  };
}

/** One round, not warmed up. */
export async function loadOnce({
  url,
  body,
  path,
  headers,
  connections = 8,
  seconds = 6,
  cpuSeconds,
}: LoadOptions): Promise<Load> {
  const before = await cpuSeconds();
  let refused: string | undefined;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: body ? 'POST' : 'GET',
        headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
        setupRequest: (request) => ({
          ...request,
          ...(path ? { path: path() } : {}),
          ...(body ? { body: JSON.stringify(body()) } : {}),
        }),
        onResponse: (status, answer) => {
          if (status !== 200 || (body && answer.includes('"errors"')))
            refused ??= `${status} ${answer.slice(0, 500)}`;
        },
      },
    ],
  });
  if (refused) throw new Error(`The shop did not answer as it should: ${refused}`);
  const answers = result['2xx'];
  return {
    perSecond: answers / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuMs: ((await cpuSeconds()) - before) * (1000 / answers),
  };
}
