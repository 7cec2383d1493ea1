import { Agent, request } from 'undici';

export type BenchClient = <T = Record<string, unknown>>(query: string, variables?: object) => Promise<T>;

const agent = new Agent({ connections: 64, keepAliveTimeout: 60_000 });

/** Sends operations as one customer; throws when an answer holds errors. */
export function benchClient(url: string, token?: string): BenchClient {
  return async <T>(query: string, variables?: object) => {
    const { body } = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await body.json()) as { data: T; errors?: unknown };
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  };
}

/** Runs `work` over and over in `workers` at once until `untilMs`; counts how often it was done. */
export async function inParallel(
  workers: number,
  untilMs: number,
  work: (worker: number) => Promise<void>,
): Promise<number> {
  let done = 0;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      while (performance.now() < untilMs) {
        await work(worker);
        done += 1;
      }
    }),
  );
  return done;
}
