import { describe, expect, it } from 'vitest';
import { pushable } from '../testing/pushable.ts';
import { replicatedTransport } from './replicated-transport.ts';
import type { SubgraphAnswer, SubgraphTransport } from './subgraph-transport.ts';

const call = { identityToken: 'token' };
const QUERY = { query: '{ me }' };
const MUTATION = { query: 'mutation { placeOrder }' };

function replica(name: string, asked: string[], failure?: object): SubgraphTransport {
  const answer = async () => {
    asked.push(name);
    if (failure) throw new Error('Unavailable', { cause: Object.assign(new Error(name), failure) });
    return { data: { me: name } };
  };
  return {
    execute: answer,
    subscribe: answer,
    ready: async () => void (await answer()),
    close: async () => undefined,
  };
}

describe('replicas', () => {
  it('take turns', async () => {
    const asked: string[] = [];
    const transport = replicatedTransport([replica('a', asked), replica('b', asked)]);
    for (let request = 0; request < 4; request += 1) await transport.execute(QUERY, call);
    expect([...asked].sort()).toEqual(['a', 'a', 'b', 'b']);
  });

  it('answer a query for one that does not, which is then left alone for a while', async () => {
    const asked: string[] = [];
    let nowMs = 0;
    const dead = replica('dead', asked, { code: 'ECONNRESET' });
    const transport = replicatedTransport([dead, replica('b', asked)], () => nowMs);
    for (let request = 0; request < 6; request += 1) {
      expect(await transport.execute(QUERY, call)).toEqual({ data: { me: 'b' } });
    }
    expect(asked.filter((name) => name === 'dead')).toHaveLength(1);
    nowMs = 10_000;
    for (let request = 0; request < 2; request += 1) await transport.execute(QUERY, call);
    expect(asked.filter((name) => name === 'dead')).toHaveLength(2);
  });

  it.each([{ code: 'ECONNREFUSED' }, { statusCode: 503 }])(
    'take a mutation over from one that refused it: %j',
    async (failure) => {
      const asked: string[] = [];
      const transport = replicatedTransport([replica('dead', asked, failure), replica('b', asked)]);
      for (let request = 0; request < 2; request += 1) {
        expect(await transport.execute(MUTATION, call)).toEqual({ data: { me: 'b' } });
      }
    },
  );

  it('never repeat a mutation that may have been done', async () => {
    const asked: string[] = [];
    const failure = { code: 'ECONNRESET' };
    const transport = replicatedTransport([replica('a', asked, failure), replica('b', asked, failure)]);
    await expect(transport.execute(MUTATION, call)).rejects.toThrow('Unavailable');
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['which took its time, and is left alone for a while', undefined, ['b', 'b', 'b', 'b']],
    ['whose client has left, and is asked on', AbortSignal.abort(), ['a', 'b', 'a', 'b']],
  ] as const)('give up one %s', async (_, left, next) => {
    const asked: string[] = [];
    const transport = replicatedTransport([replica('a', asked, { code: 'ABORTED' }), replica('b', asked)]);
    const over = { ...call, signal: AbortSignal.abort(), ...(left ? { left } : {}) };
    while (!asked.includes('a')) await transport.execute(QUERY, over).catch(() => undefined);
    asked.length = 0;
    for (let times = 0; times < 4; times += 1) await transport.execute(QUERY, over).catch(() => undefined);
    expect(asked.toSorted()).toEqual(next.toSorted());
  });

  it('open a stream that broke at another, and one that was left at either', async () => {
    const asked: string[] = [];
    let nowMs = 0;
    const streaming = (name: string): SubgraphTransport => ({
      ...replica(name, []),
      async subscribe() {
        asked.push(name);
        return pushable<SubgraphAnswer>(() => undefined) as never;
      },
    });
    const broken = { ...streaming('broken'), subscribe: async () => endedAtOnce(asked) };
    const transport = replicatedTransport([broken, streaming('b')], () => nowMs);
    const open = async () =>
      (await transport.subscribe({ query: 'subscription { a }' }, call)) as AsyncGenerator<SubgraphAnswer>;
    while (!asked.includes('broken')) {
      const stream = await open();
      if (asked.at(-1) === 'broken') await expect(stream.next()).rejects.toThrow('reset');
      else await stream.return(undefined);
    }
    asked.length = 0;
    for (let attempt = 0; attempt < 4; attempt += 1) await open();
    expect(asked).toEqual(['b', 'b', 'b', 'b']);
    nowMs = 10_000;
    for (let attempt = 0; attempt < 2; attempt += 1) await open();
    expect(asked).toContain('broken');
  });

  it('are ready when one of them is, and tell why when none is', async () => {
    const failure = { code: 'ECONNREFUSED' };
    const one = replicatedTransport([replica('a', [], failure), replica('b', [])]);
    await expect(one.ready()).resolves.toBeUndefined();
    const none = replicatedTransport([replica('a', [], failure), replica('b', [], failure)]);
    await expect(none.ready()).rejects.toThrow('Unavailable');
  });
});

async function* brokenStream(): AsyncGenerator<SubgraphAnswer, void, void> {
  yield* [];
  throw new Error('reset');
}

function endedAtOnce(asked: string[]): AsyncGenerator<SubgraphAnswer, void, void> {
  asked.push('broken');
  return brokenStream();
}
