import { afterEach, describe, expect, it } from 'vitest';
import { startScriptedRouter } from '../testing/scripted-router.ts';
import type { ToyRouter } from '../testing/toy-router.ts';

let router: ToyRouter;
afterEach(() => router.close());

describe('a field with arguments that others require', () => {
  const told: unknown[] = [];
  const graph = {
    prices: {
      sdl: `type Query { item: Item }
        type Item @key(fields: "id") { id: ID! price(in: String!): Int }`,
      answers: () => ({
        data: {
          item: {
            __typename: 'Item',
            id: '1',
            price__required_1: 7,
            price__required_2: 9,
            mine: 5,
            price: 5,
          },
        },
      }),
    },
    shipping: {
      sdl: `type Item @key(fields: "id") { id: ID! price(in: String!): Int @external
        near: Int @requires(fields: "price(in: \\"yen\\")") far: Int @requires(fields: "price(in: \\"usd\\")") }`,
      answers: ({ query, representations }: { query: string; representations: readonly object[] }) => {
        told.push(...representations);
        const [{ price }] = representations as [{ price: number }];
        return { data: { _entities: [query.includes('near') ? { near: price } : { far: price * 10 }] } };
      },
    },
  };

  it('is given to each as it requires it, beside what the client asks for under the same name', async () => {
    told.length = 0;
    router = await startScriptedRouter(graph);
    const { data, errors } = await router.post({ query: '{ item { price(in: "eur") near far } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ item: { price: 5, near: 7, far: 90 } });
    expect(told).toEqual([
      { __typename: 'Item', id: '1', price: 7 },
      { __typename: 'Item', id: '1', price: 9 },
    ]);
  });
});

describe('a field that is a key here, and there required with arguments', () => {
  const LONG = { title: 'long' };
  const SHORT = { title: 'short' };
  const ARTIST = { title: 'artist' };

  it.each([
    ['label', [{ work: SHORT }]],
    ['both', [{ work: SHORT, artist: ARTIST }]],
    ['plain label', [{ work: LONG }, { work: SHORT }]],
    [
      'plain both',
      [
        { work: LONG, artist: ARTIST },
        { work: SHORT, artist: ARTIST },
      ],
    ],
  ])('is told as each of these requires it: %s', async (fields, expected) => {
    const told: unknown[] = [];
    const title = 'title(short: Boolean = false): String';
    router = await startScriptedRouter({
      works: {
        sdl: `type Query { show: Show } type Work { ${title} } type Artist { ${title} }
          type Show @key(fields: "title") { title: String work: Work artist: Artist }`,
        answers: () => {
          const work = { ...LONG, title__required_1: 'short' };
          return { data: { show: { __typename: 'Show', title: 'x', work, artist: ARTIST } } };
        },
      },
      labels: {
        sdl: `type Work { ${title} @external } type Artist { ${title} @external }
          type Show @key(fields: "title") {
            title: String work: Work @external artist: Artist @external
            label: String @requires(fields: "work { title(short: true) }")
            both: String @requires(fields: "work { title(short: true) } artist { title }")
            plain: String @requires(fields: "work { title }")
          }`,
        answers: ({ representations }) => {
          told.push(...representations);
          return { data: { _entities: [{ label: 'a', both: 'b', plain: 'c' }] } };
        },
      },
    });
    const { data, errors } = await router.post({ query: `{ show { ${fields} } }` });
    expect(errors).toBeUndefined();
    expect(Object.keys((data as { show: object }).show).join(' ')).toBe(fields);
    expect(told).toEqual(expected.map((each) => ({ __typename: 'Show', title: 'x', ...each })));
  });
});

describe('values that a condition takes for nothing', () => {
  it.each([
    ['0', 'Int', 0],
    ['false', 'Boolean', false],
    ['an empty text', 'String', ''],
  ])('keep the name that the client gave: %s', async (_, type, value) => {
    const asked: string[] = [];
    router = await startScriptedRouter({
      a: {
        sdl: `type Query { things: [Thing] } union Thing = Box | Bag
          type Box @shareable { size: ${type}! } type Bag { size: ${type} }`,
        answers: ({ query }) => {
          const [key = ''] = /size__alias_\d+/.exec(query) ?? [];
          asked.push(key);
          return { data: { things: [{ __typename: 'Bag', [key]: value, size: value }] } };
        },
      },
      b: {
        sdl: `type Query { box: Box } type Box @shareable { size: ${type} }`,
        answers: () => ({ data: null }),
      },
    });
    const query = '{ things { ... on Box { size } ... on Bag { size } } }';
    expect((await router.post({ query })).data).toEqual({ things: [{ size: value }] });
    expect(asked).toEqual([expect.stringContaining('__alias_')]);
  });
});

describe('an entity with several keys', () => {
  it('is asked for by the one that can be resolved', async () => {
    router = await startScriptedRouter({
      a: {
        sdl: 'type Query { item: Item } type Item @key(fields: "id") @key(fields: "code") { id: ID! code: ID! }',
        answers: () => ({ data: { item: { __typename: 'Item', id: '1', code: 'c' } } }),
      },
      b: {
        sdl: `type Item @key(fields: "id", resolvable: false) @key(fields: "code") { id: ID! code: ID! size: Int }`,
        answers: ({ representations }) => ({
          data: { _entities: representations.map(({ code }) => (code === 'c' ? { size: 3 } : null)) },
        }),
      },
    });
    const { data, errors } = await router.post({ query: '{ item { size } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ item: { size: 3 } });
  });
});
