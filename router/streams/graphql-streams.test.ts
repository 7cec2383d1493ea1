import type { Readable } from 'node:stream';
import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { describe, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../admission/refusal.ts';
import { readRouterConfig } from '../config.ts';
import { SubscriptionLost } from '../execution/live/subscription-lost.ts';
import type { LastingOperations } from '../lasting/lasting-operations.ts';
import { socketPlaces } from '../lasting/socket-places.ts';
import type { StreamAnswer, StreamRequest } from '../lasting/stream-door.ts';
import { createGraphqlStreams } from './graphql-streams.ts';

const CALLER: Caller = { kind: 'user', userId: 'usr_a', sessionId: 'ses_a', roles: [], scopes: [] };

/** Streams over operations that are answered when a test says so. */
function streams(env: Readonly<Record<string, string>> = {}) {
  const { limits } = readRouterConfig(env);
  const clock = adjustableClock();
  const paid = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  const begun: string[] = [];
  /** What a subgraph waits for before it lets a subscription in. */
  const gate: { letsIn: Promise<void> } = { letsIn: Promise.resolve() };
  const broken: { error: Error } = { error: new SubscriptionLost('SUBGRAPH_UNAVAILABLE') };
  const operations = {
    admit: async (asked: { query: string }) => {
      const [operation] = asked.query.split(' ');
      return { ...asked, prepared: { operation: { operation } } };
    },
    async execute({ query }: { query: string }) {
      begun.push(query);
      await paid.promise;
      return { data: { paid: query.length > 100 ? query : 'done' } };
    },
    async subscribe({ query }: { query: string }) {
      await gate.letsIn;
      return (async function* () {
        yield { data: { late: query.length > 100 ? query : true } };
        await lost.promise;
        throw broken.error;
      })();
    },
  } as unknown as LastingOperations;
  const door = createGraphqlStreams({
    ...{ operations, limits, clock, logger: silent, metrics: createMetrics({ service: 'router' }) },
    places: socketPlaces(limits.sockets),
    openSessions: async () => new Set(['ses_a']),
  });
  return { door, clock, paid, lost, broken, gate, begun, ask, connected, follow };

  function ask(asked: Partial<StreamRequest> & { readonly lastsMs?: number }) {
    const { lastsMs, ...request } = asked;
    const expiresAt = lastsMs && new Date(clock.now().getTime() + lastsMs);
    return door.answer({
      ...{ method: 'POST', headers: {}, query: {}, body: undefined },
      access: { caller: CALLER, ...(expiresAt ? { expiresAt } : {}) },
      ...{ address: '10.0.0.1', language: 'en', requestId: 'req_1' },
      ...request,
    });
  }

  /** What is told is the event's data, or the code of the first error. */
  function follow(query = 'subscription { late }') {
    return door.follow({
      ...{ query, variables: {}, headers: {}, access: { caller: CALLER }, address: '10.0.0.1' },
      ...{ language: 'en', requestId: 'req_1' },
      tell: ({ data, errors = [] }) =>
        data ? { name: 'change', data } : { name: 'problem', data: { code: errors[0]?.extensions.code } },
    });
  }

  /** One connection for all, open. */
  function connected() {
    const headers = { 'x-graphql-event-stream-token': String(bodyOf(ask({ method: 'PUT' }))) };
    const stream = bodyOf(ask({ method: 'GET', headers })) as Readable;
    const start = (id: string, query: string) =>
      ask({ headers, body: { query, extensions: { operationId: id } } }).status;
    const stop = (id: string) => ask({ method: 'DELETE', headers, query: { operationId: id } }).status;
    return { stream, start, stop };
  }
}

const bodyOf = (answer: StreamAnswer | Refusal) => {
  if (isRefusal(answer)) throw new Error('It was refused');
  return answer.body;
};

/** Gathers what comes until it ends. */
function reading(body: unknown) {
  let text = '';
  const ended = (async () => {
    for await (const chunk of body as Readable) text += chunk;
    return text;
  })();
  return { text: () => text, ended };
}

const MUTATION = { query: 'mutation { pay }' };
const ANSWERED = 'event: next\ndata: {"data":{"paid":"done"}}\n\nevent: complete\ndata:\n\n';

describe('a mutation on a stream', () => {
  it.each([
    ['its router goes', (all: ReturnType<typeof streams>) => void all.door.close()],
    ['its token ends', (all: ReturnType<typeof streams>) => all.clock.advance(1_000)],
  ])('is answered when %s meanwhile', async (_, end) => {
    const all = streams();
    const stream = reading(bodyOf(all.ask({ body: MUTATION, lastsMs: 1_000 })));
    await expect.poll(() => all.begun.length).toBe(1);
    end(all);
    all.paid.resolve();
    expect(await stream.ended).toBe(`:\n\n${ANSWERED}`);
  });

  it('does not begin after its router began to go', async () => {
    const all = streams();
    const { stream, start } = all.connected();
    const read = reading(stream);
    start('1', MUTATION.query);
    await expect.poll(() => all.begun.length).toBe(1);
    const closed = all.door.close();
    expect([start('2', MUTATION.query), all.ask({ body: MUTATION }).status]).toEqual([503, 503]);
    all.paid.resolve();
    await Promise.all([closed, read.ended]);
    expect(all.begun).toHaveLength(1);
  });

  it('is answered when another operation of its connection is lost', async () => {
    const all = streams();
    const { stream, start } = all.connected();
    const read = reading(stream);
    start('1', 'subscription { late }');
    start('2', MUTATION.query);
    await expect.poll(() => all.begun.length).toBe(1);
    await expect.poll(read.text).toContain('late');
    all.lost.resolve();
    await expect.poll(() => start('3', MUTATION.query)).toBe(503);
    all.paid.resolve();
    expect(await read.ended).toMatch(
      /event: next\ndata: \{"id":"2".*\n\nevent: complete\ndata: \{"id":"2"\}\n\n: SUBGRAPH_UNAVAILABLE\n\n$/,
    );
  });
});

describe('one connection for all whose answers nobody reads', () => {
  it('has no more of them wait than its buffer takes, and begins nothing', async () => {
    const all = streams({ MAX_SOCKET_BUFFER_BYTES: '1000' });
    const { stream, start } = all.connected();
    const long = `query { ${'x'.repeat(2_000)} }`;
    for (const id of ['1', '2', '3']) expect(start(id, long)).toBe(202);
    all.paid.resolve();
    await expect.poll(() => start('4', long)).toBe(429);
    expect(all.begun).toHaveLength(3);
    expect(stream.readableLength).toBeLessThan(1_000 + 2 * long.length);
    const read = reading(stream);
    await expect.poll(() => read.text().match(/event: complete/g)?.length).toBe(3);
    expect(start('4', long)).toBe(202);
    all.door.closeSession('ses_a');
    await read.ended;
  });
});

describe('the id of an operation that was ended', () => {
  it('is free at once, and stays the one’s that has it then', async () => {
    const all = streams({ MAX_SUBSCRIPTIONS_PER_SOCKET: '3' });
    const { stream, start, stop } = all.connected();
    const read = reading(stream);
    expect([start('1', 'query { a }'), start('1', 'query { a }')]).toEqual([202, 409]);
    expect([stop('1'), start('1', 'subscription { b }'), start('1', 'query { c }')]).toEqual([200, 202, 409]);
    // What was ended is executed all the same, and counts until it is over.
    expect([start('2', 'query { d }'), start('3', 'query { e }')]).toEqual([202, 429]);
    all.paid.resolve();
    await expect.poll(() => start('3', 'query { e }')).toBe(202);
    expect(start('1', 'query { c }')).toBe(409);
    await expect.poll(read.text).toContain('data: {"id":"3"}');
    expect(read.text()).not.toContain('data: {"id":"1"}');
    all.door.closeSession('ses_a');
    await read.ended;
  });
});

describe('an answer that is larger than any may be', () => {
  const long = `query { ${'x'.repeat(2_000)} }`;
  const TOLD = /"code":"ANSWER_TOO_LARGE"/;

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec="1.0"'])(
    'is told so: %s',
    async (accept) => {
      const all = streams({ MAX_ANSWER_BYTES: '1000' });
      all.paid.resolve();
      const text = await reading(bodyOf(all.ask({ headers: { accept }, body: { query: long } }))).ended;
      expect(text).toMatch(TOLD);
      expect(text).not.toContain('xxx');
    },
  );

  it('is told so under its id', async () => {
    const all = streams({ MAX_ANSWER_BYTES: '1000' });
    all.paid.resolve();
    const { stream, start } = all.connected();
    const read = reading(stream);
    start('1', long);
    await expect.poll(read.text).toContain('event: complete');
    expect(read.text()).toMatch(TOLD);
    expect(read.text()).toContain('data: {"id":"1","payload":{"errors"');
    all.door.closeSession('ses_a');
    await read.ended;
  });
});

describe('a subscription that is followed by its name', () => {
  const CHANGE = 'event: change\ndata: {"late":true}\n\n';

  it('says what broke as a problem, and never that there is no more', async () => {
    const all = streams();
    all.broken.error = new Error('broken');
    const read = reading(bodyOf(await all.follow()));
    all.lost.resolve();
    expect(await read.ended).toBe(
      `:\n\n${CHANGE}event: problem\ndata: {"code":"INTERNAL_SERVER_ERROR"}\n\n: GOING_AWAY\n\n`,
    );
  });

  it('tells an event that is too large as a problem in its place, and goes on', async () => {
    const all = streams({ MAX_ANSWER_BYTES: '1000' });
    const read = reading(bodyOf(await all.follow(`subscription { ${'x'.repeat(2_000)} }`)));
    all.lost.resolve();
    expect(await read.ended).toBe(
      ':\n\nevent: problem\ndata: {"code":"ANSWER_TOO_LARGE"}\n\n: SUBGRAPH_UNAVAILABLE\n\n',
    );
  });

  it.each([
    ['SESSION_REVOKED', (all: ReturnType<typeof streams>) => all.door.closeSession('ses_a')],
    ['GOING_AWAY', (all: ReturnType<typeof streams>) => void all.door.close()],
  ])('is lost by %s that comes before its subgraph has let it in', async (reason, end) => {
    const all = streams();
    const letIn = Promise.withResolvers<void>();
    all.gate.letsIn = letIn.promise;
    const following = all.follow();
    await Promise.resolve();
    end(all);
    letIn.resolve();
    expect(await reading(bodyOf(await following)).ended).toBe(`:\n\n: ${reason}\n\n`);
    expect(all.door.count()).toBe(0);
  });
});
