import { describe, expect, it } from 'vitest';
import type { SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { anonymousScope } from '../../testing/anonymous-scope.ts';
import { planSource } from './plan-source.ts';

const TEXT = 'x'.repeat(10_000);
const SMALL = Array.from({ length: 990 }, () => ({ text: '' }));

const ONE_PLACE = SMALL.map(() => 1);

/** @param copies at how many places each entity stands */
function ask(copies: { readonly large: readonly number[]; readonly small: readonly number[] }) {
  const data = { large: [{ text: TEXT }], small: SMALL };
  const transport: SubgraphTransport = {
    execute: async () => ({ data, bytes: JSON.stringify({ data }).length }),
    subscribe: async () => ({ data: null }),
    ready: async () => undefined,
    close: async () => undefined,
  };
  const scope = anonymousScope({ bytes: 4_000_000 });
  return planSource(transport).fetch({ query: '', operationName: undefined, variables: {}, copies }, scope);
}

describe('an answer with entities that stand at several places', () => {
  it.each([
    ['one large entity', { large: [990], small: ONE_PLACE }],
    ['many small ones', { large: [1], small: SMALL.map(() => 990) }],
  ])('is as large as all copies, be they of %s', async (_, copies) => {
    await expect(ask(copies)).rejects.toMatchObject({ extensions: { code: 'ANSWER_TOO_LARGE' } });
  });

  it('is taken when each stands at one', async () => {
    const { data } = await ask({ large: [1], small: ONE_PLACE });
    expect(data).toMatchObject({ large: [{ text: TEXT }] });
  });
});
