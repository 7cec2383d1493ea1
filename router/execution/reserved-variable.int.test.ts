import { afterEach, describe, expect, it } from 'vitest';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';
import type { Toys } from '../testing/toy-shop.ts';
import { startToyVisits } from '../testing/toy-visits.ts';

let toy: ToyRouter<Toys>;
afterEach(() => toy.close());

describe('a client variable that is called representations', () => {
  it.each(['own', 'gateway'])(
    'has the value that was sent, where entities are asked for beside it (executor: %s)',
    async (executor) => {
      toy = await startToyRouter({ env: { ROUTER_EXECUTOR: executor } });
      const query = `query ($representations: Int! = 1) {
        lines(count: $representations) { product { name stock { available } } }
      }`;
      const line = (id: string) => ({ product: { name: `Product ${id}`, stock: { available: 7 } } });
      const two = await toy.post({ query, variables: { representations: 2 } });
      expect(two.codes).toEqual([]);
      expect(two.data).toEqual({ lines: [line('p0'), line('p1')] });
      expect((await toy.post({ query })).data).toEqual({ lines: [line('p0')] });
    },
  );

  it('has it where a field of an entity is given it, and its default, and a value of any kind', async () => {
    toy = await startToyVisits();
    const ask = (type: string, variables: object) =>
      toy.post({
        query: `query ($representations: ${type}, $other: String) {
          guest(id: "aki") { echo(text: $representations) other: echo(text: $other) name }
        }`,
        variables,
      });
    const guest = (echo: string | null, other: string | null) => ({ guest: { echo, other, name: 'AKI' } });
    const sent = await ask('String', { representations: 'mine', other: 'more' });
    expect(sent.codes).toEqual([]);
    expect(sent.data).toEqual(guest('mine', 'more'));
    expect((await ask('String = "default"', {})).data).toEqual(guest('default', null));
    expect((await ask('String', { representations: null })).data).toEqual(guest(null, null));
    expect((await ask('String', { representations: [{ __typename: 'Person', id: 'ben' }] })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});
