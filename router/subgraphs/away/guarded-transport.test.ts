import type { Logger } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PublicError } from '../../operation/public-errors.ts';
import { replicatedTransport } from '../replicated-transport.ts';
import type { SubgraphAnswer, SubgraphCall, SubgraphTransport } from '../subgraph-transport.ts';
import { type GuardedTransport, guardedTransport } from './guarded-transport.ts';

const SETTINGS = {
  budgets: {
    read: { named: {}, others: 5_000 },
    enrichment: { named: { analytics: 300 }, others: 5_000 },
    requestMs: 30_000,
  },
  circuit: { failurePercent: 50, minimumCalls: 2, windowMs: 10_000, openMs: 2_500 },
};
const CALL: SubgraphCall = { identityToken: 'token' };
const READ = { query: '{ dailySales { date } }' };
const ENRICHMENT = {
  query: 'query ($representations: [_Any!]!) { _entities(representations: $representations) { id } }',
};
const MUTATION = { query: 'mutation { clearCart { __typename } }' };
const ANSWER: SubgraphAnswer = { data: { one: 1 } };

let warnings: { message: string; subgraph: string }[];
const logger = {
  warn: ({ subgraph }: { subgraph: string }, message: string) => void warnings.push({ subgraph, message }),
} as unknown as Logger;

beforeEach(() => {
  vi.useFakeTimers();
  warnings = [];
});
afterEach(() => {
  vi.useRealTimers();
});

interface Domain {
  execute: SubgraphTransport['execute'];
  ready: SubgraphTransport['ready'];
}

/** @returns a guarded domain that does what `domain` says now */
function guarded(domain: Partial<Domain> = {}) {
  const asked: { request: string; signal: AbortSignal | undefined }[] = [];
  const now: Domain = { execute: async () => ANSWER, ready: async () => undefined, ...domain };
  const transport: SubgraphTransport = {
    execute(request, call) {
      asked.push({ request: request.query, signal: call.signal });
      return now.execute(request, call);
    },
    subscribe: async () => ANSWER,
    ready: () => now.ready(),
    close: async () => undefined,
  };
  return { guard: guardedTransport({ subgraph: 'analytics', transport, logger }, SETTINGS), asked, now };
}

const silence = () => new Promise<never>(() => undefined);

/** @returns what became of it; undefined while nothing has */
function watched(guard: GuardedTransport, request: { query: string }, call = CALL) {
  const seen: { answer?: SubgraphAnswer; error?: PublicError } = {};
  guard.execute(request, call).then(
    (answer) => Object.assign(seen, { answer }),
    (error: PublicError) => Object.assign(seen, { error }),
  );
  return seen;
}

describe('the time budget of a domain', () => {
  it('costs a page 300 ms at most where analytics only adds to it', async () => {
    const { guard, asked } = guarded({ execute: silence });
    const seen = watched(guard, ENRICHMENT);
    await vi.advanceTimersByTimeAsync(299);
    expect(seen).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.error).toBeInstanceOf(PublicError);
    expect(seen.error?.extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(asked[0]?.signal?.aborted).toBe(true);
  });

  it('is longer for its own data', async () => {
    const { guard } = guarded({ execute: silence });
    const seen = watched(guard, READ);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(seen).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.error?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  });

  it('cuts no mutation short of its request, and says that it may have been carried out', async () => {
    const { guard } = guarded({ execute: silence });
    const seen = watched(guard, MUTATION);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(seen).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.error?.extensions.code).toBe('DEADLINE_EXCEEDED');
  });

  it('ends with the request of the client', async () => {
    const { guard, asked } = guarded({ execute: silence });
    const over = new AbortController();
    const seen = watched(guard, READ, { ...CALL, signal: over.signal });
    over.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.error?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(asked[0]?.signal?.aborted).toBe(true);
  });

  it('has whoever asks next begin at another replica than the one that was silent', async () => {
    const asked: string[] = [];
    const replica = (name: string, execute: SubgraphTransport['execute']): SubgraphTransport => ({
      execute(request, call) {
        asked.push(name);
        return execute(request, call);
      },
      subscribe: async () => ANSWER,
      ready: async () => undefined,
      close: async () => undefined,
    });
    const frozen = replica(
      'frozen',
      (_, { signal }) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('aborted'))),
        ),
    );
    const transport = replicatedTransport([replica('other', async () => ANSWER), frozen], () => 0);
    const guard = guardedTransport({ subgraph: 'analytics', transport, logger }, SETTINGS);
    const first = watched(guard, ENRICHMENT);
    await vi.advanceTimersByTimeAsync(300);
    expect(first.error).toBeDefined();
    for (let turn = 0; turn < 4; turn += 1) expect(await guard.execute(ENRICHMENT, CALL)).toBe(ANSWER);
    expect(asked).toEqual(['frozen', 'other', 'other', 'other', 'other']);
  });
});

describe('a domain that does not answer', () => {
  const refuse = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:9107'));

  it('is not asked any more, and whoever wants it is told when to come back', async () => {
    const { guard, asked } = guarded({ execute: refuse });
    await Promise.allSettled([guard.execute(READ, CALL), guard.execute(READ, CALL)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(guard.circuit()).toBe('open');
    for (const request of [READ, ENRICHMENT, MUTATION]) {
      const error = await guard.execute(request, CALL).catch((reason: PublicError) => reason);
      expect((error as PublicError).extensions).toEqual({
        code: 'SUBGRAPH_UNAVAILABLE',
        retryAfterSeconds: 3,
      });
    }
    expect(asked).toHaveLength(2);
    expect(warnings).toEqual([{ subgraph: 'analytics', message: expect.stringMatching(/does not answer/) }]);
  });

  it('is asked once after a while, and by everybody when it answers', async () => {
    const { guard, asked, now } = guarded({ execute: refuse });
    await Promise.allSettled([guard.execute(READ, CALL), guard.execute(READ, CALL)]);
    now.execute = async () => ANSWER;
    await vi.advanceTimersByTimeAsync(2_500);
    expect(await guard.execute(READ, CALL)).toBe(ANSWER);
    await vi.advanceTimersByTimeAsync(0);
    expect(guard.circuit()).toBe('closed');
    expect(asked).toHaveLength(3);
    expect(warnings.map(({ message }) => message).at(-1)).toMatch(/answers again/);
  });

  it('is one that is silent and does not say either that it is ready', async () => {
    const { guard } = guarded({ execute: silence, ready: silence });
    watched(guard, ENRICHMENT);
    watched(guard, ENRICHMENT);
    await vi.advanceTimersByTimeAsync(300);
    expect(guard.circuit()).toBe('closed');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(guard.circuit()).toBe('open');
  });

  it('is none that answers others while one asks for too much', async () => {
    const { guard } = guarded({ execute: silence });
    for (let turn = 0; turn < 20; turn += 1) watched(guard, READ);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(guard.circuit()).toBe('closed');
  });

  it.each([
    ['refuses the router', Object.assign(new Error('It answered 401'), { statusCode: 401 })],
    [
      'answers more than is read',
      Object.assign(new Error('large'), { code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' }),
    ],
  ])('is none that %s', async (_, reason) => {
    const { guard } = guarded({ execute: () => Promise.reject(new Error('failed', { cause: reason })) });
    await Promise.allSettled(Array.from({ length: 20 }, () => guard.execute(READ, CALL)));
    await vi.advanceTimersByTimeAsync(0);
    expect(guard.circuit()).toBe('closed');
  });

  it('is one that answers 503 without a GraphQL answer, and none that answers with errors', async () => {
    const down = guarded({
      execute: () => Promise.reject(Object.assign(new Error('It answered 503'), { statusCode: 503 })),
    });
    const ill = guarded({ execute: async () => ({ errors: [{ message: 'no database' }] }) });
    for (const { guard } of [down, ill])
      await Promise.allSettled(Array.from({ length: 20 }, () => guard.execute(READ, CALL)));
    await vi.advanceTimersByTimeAsync(0);
    expect([down.guard.circuit(), ill.guard.circuit()]).toEqual(['open', 'closed']);
  });
});
