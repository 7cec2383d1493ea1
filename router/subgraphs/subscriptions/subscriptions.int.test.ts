import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TickingSubgraph, tickingSubgraph } from '../../testing/ticking-subgraph.ts';
import { httpTransport } from '../http/http-transport.ts';
import { inProcessTransport } from '../in-process-transport.ts';
import type { SubgraphAnswer, SubgraphTransport } from '../subgraph-transport.ts';

const logger = pino({ level: 'silent' });
const UNAVAILABLE = { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };

interface Road {
  readonly transport: SubgraphTransport;
  /** The subgraph's process stops. */
  stop(): Promise<void>;
}

const ROADS: Record<string, (subgraph: TickingSubgraph) => Promise<Road>> = {
  'in one process': async (subgraph) => ({
    transport: inProcessTransport(subgraph),
    stop: async () => undefined,
  }),
  'one stream for each': (subgraph) => overHttp(subgraph, 'stream'),
  'all on one socket': (subgraph) => overHttp(subgraph, 'socket'),
};

async function overHttp(subgraph: TickingSubgraph, subscriptions: 'stream' | 'socket'): Promise<Road> {
  const server = await serveSubgraphHttp({ subgraph, logger, port: 0 });
  return { transport: httpTransport({ url: server.url, subscriptions }), stop: () => server.close() };
}

type Events = AsyncGenerator<SubgraphAnswer, void, void>;

describe.each(Object.entries(ROADS))('subscriptions: %s', (_, lead) => {
  let subgraph: TickingSubgraph;
  let road: Road;

  beforeAll(async () => {
    subgraph = await tickingSubgraph();
    road = await lead(subgraph);
  });
  afterAll(async () => {
    await road.transport.close();
    await road.stop();
  });

  async function subscribe(query: string, who = 'usr_1'): Promise<Events> {
    const answer = await road.transport.subscribe({ query }, { identityToken: await subgraph.tokenOf(who) });
    if (Symbol.asyncIterator in answer) return answer;
    throw new Error(JSON.stringify(answer));
  }

  it('give one answer per event, and return when the subgraph has completed them', async () => {
    const events: unknown[] = [];
    for await (const { data } of await subscribe('subscription { ticks(upTo: 100) }')) events.push(data);
    expect(events).toEqual(Array.from({ length: 100 }, (_, n) => ({ ticks: `${n + 1}` })));
  });

  it('may be completed before they gave anything', async () => {
    expect(await (await subscribe('subscription { ticks(upTo: 0) }')).next()).toEqual(DONE);
  });

  it('are a single answer when the subgraph refuses', async () => {
    const identityToken = await subgraph.tokenOf('usr_1');
    const refused = await road.transport.subscribe({ query: 'subscription { closed }' }, { identityToken });
    expect(refused).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const unknown = await road.transport.subscribe({ query: 'subscription { nothing }' }, { identityToken });
    expect(unknown).toMatchObject({ errors: [{}] });
  });

  it('are each admitted with the identity of its own caller', async () => {
    const callers = Array.from({ length: 20 }, (_, n) => `usr_${n}`);
    const seen = await Promise.all(
      callers.map(async (who) => (await (await subscribe('subscription { caller }', who)).next()).value),
    );
    expect(seen).toEqual(callers.map((caller) => ({ data: { caller } })));
  });

  it('throw without a good identity, and harm no other', async () => {
    const running = await subscribe('subscription { pushed }');
    const forged = road.transport.subscribe(
      { query: 'subscription { caller }' },
      { identityToken: 'forged' },
    );
    await expect(forged).rejects.toThrow();
    subgraph.push('still here');
    expect((await running.next()).value).toEqual({ data: { pushed: 'still here' } });
    await running.return();
  });

  it('carry the id of their request', async () => {
    const identityToken = await subgraph.tokenOf('usr_1');
    const request = { query: 'subscription { requestId }', requestId: 'req-over-there' };
    const events = (await road.transport.subscribe(request, { identityToken })) as Events;
    expect((await events.next()).value).toEqual({ data: { requestId: 'req-over-there' } });
  });

  it('let go of a reader at once, and of their source', async () => {
    const events = await subscribe('subscription { pushed }');
    await expect.poll(() => subgraph.sources()).toBe(1);
    const waiting = events.next();
    await events.return();
    expect([await waiting, await events.next()]).toEqual([DONE, DONE]);
    await expect.poll(() => subgraph.sources()).toBe(0);
  });
});

describe.each(['stream', 'socket'] as const)('subscriptions over a %s', (subscriptions) => {
  it('give what came, then throw, all of them, when the subgraph stops', async () => {
    const subgraph = await tickingSubgraph();
    const { transport, stop } = await overHttp(subgraph, subscriptions);
    const identityToken = await subgraph.tokenOf('usr_1');
    const all = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const events = await transport.subscribe({ query: 'subscription { pushed }' }, { identityToken });
        return events as Events;
      }),
    );
    await expect.poll(() => subgraph.sources()).toBe(50);
    const first = all.map((events) => events.next());
    subgraph.push('last words');
    expect((await Promise.all(first)).every(({ done }) => done === false)).toBe(true);
    const ends = all.map((events) => events.next());
    const broken = expect(Promise.allSettled(ends)).resolves.toEqual(
      all.map(() => ({ status: 'rejected', reason: expect.objectContaining(UNAVAILABLE) })),
    );
    await stop();
    await broken;
    await expect.poll(() => subgraph.sources()).toBe(0);
    await transport.close();
  });

  it('throw when an event is larger than an answer may be', async () => {
    const subgraph = await tickingSubgraph();
    const server = await serveSubgraphHttp({ subgraph, logger, port: 0 });
    const transport = httpTransport({ url: server.url, subscriptions, maxAnswerBytes: 2_000 });
    const identityToken = await subgraph.tokenOf('usr_1');
    const open = async () =>
      (await transport.subscribe({ query: 'subscription { pushed }' }, { identityToken })) as Events;
    const events = await open();
    const next = events.next();
    const large = expect(next).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => subgraph.sources()).toBe(1);
    subgraph.push('茶'.repeat(1_000));
    await large;
    expect(await events.next()).toEqual(DONE);
    await expect.poll(() => subgraph.sources()).toBe(0);
    await transport.close();
    await server.close();
  });

  it('throw when the subgraph is not there', async () => {
    const transport = httpTransport({ url: 'http://127.0.0.1:1/graphql', subscriptions });
    const opening = transport.subscribe({ query: 'subscription { pushed }' }, { identityToken: 't' });
    await expect(opening).rejects.toMatchObject(UNAVAILABLE);
    await transport.close();
  });
});

const DONE = { done: true, value: undefined };
