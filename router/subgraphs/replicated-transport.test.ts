import { describe, expect, it } from 'vitest';
import { replicatedTransport } from './replicated-transport.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

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

  it('are ready when one of them is, and tell why when none is', async () => {
    const failure = { code: 'ECONNREFUSED' };
    const one = replicatedTransport([replica('a', [], failure), replica('b', [])]);
    await expect(one.ready()).resolves.toBeUndefined();
    const none = replicatedTransport([replica('a', [], failure), replica('b', [], failure)]);
    await expect(none.ready()).rejects.toThrow('Unavailable');
  });
});
