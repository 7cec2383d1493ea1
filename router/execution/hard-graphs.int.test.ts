import { afterEach, describe, expect, it } from 'vitest';
import { composed, federated } from '../testing/differential/foreign-graph.ts';
import { startScriptedRouter } from '../testing/scripted-router.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

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
  const TITLE = 'title(short: Boolean = false): String';
  const LONG = { title: 'long' };
  const SHORT = { title: 'short' };
  const ARTIST = { title: 'artist' };
  const WORKS = `type Query { show: Show named: Named } type Subscription { changed: Show }
    interface Named { title: String } interface Piece { ${TITLE} }
    type Work { ${TITLE} } type Artist { ${TITLE} }
    type Painting implements Piece { ${TITLE} } type Statue implements Piece { ${TITLE} }
    type Show implements Named @key(fields: "title") { title: String work: Work artist: Artist piece: Piece }`;
  const LABELS = `interface Named { title: String label: String plain: String } interface Piece { ${TITLE} }
    type Work { ${TITLE} @external } type Artist { ${TITLE} @external }
    type Painting implements Piece { ${TITLE} @external } type Statue implements Piece { ${TITLE} @external }
    type Show implements Named @key(fields: "title") {
      title: String work: Work @external artist: Artist @external piece: Piece @external
      label: String @requires(fields: "work { title(short: true) }")
      both: String @requires(fields: "work { title(short: true) } artist { title }")
      plain: String @requires(fields: "work { title }")
      typed: String @requires(fields: "piece { ... on Painting { title(short: true) } ... on Statue { title } }")
    }`;
  const SHOW = {
    __typename: 'Show',
    title: 'x',
    work: { ...LONG, title_: 'short', title__required_1: 'short' },
    artist: ARTIST,
    piece: { __typename: 'Painting', title__required_1: 'short' },
  };

  it.each([
    ['{ show { label } }', [{ work: SHORT }]],
    ['{ show { both } }', [{ work: SHORT, artist: ARTIST }]],
    ['{ show { plain label } }', [{ work: LONG }, { work: SHORT }]],
    [
      '{ show { plain both } }',
      [
        { work: LONG, artist: ARTIST },
        { work: SHORT, artist: ARTIST },
      ],
    ],
    ['{ named { ...F } } fragment F on Named { plain label }', [{ work: LONG }, { work: SHORT }]],
    ['{ show { work { title(short: true) } plain } }', [{ work: LONG }]],
    ['{ show { typed } }', [{ piece: SHORT }]],
  ])('is told as each of these requires it: %s', async (query, expected) => {
    const told: unknown[] = [];
    router = await startScriptedRouter({
      works: { sdl: WORKS, answers: () => ({ data: { show: SHOW, named: SHOW } }) },
      labels: {
        sdl: LABELS,
        answers: ({ representations }) => {
          told.push(...representations);
          return { data: { _entities: [{ label: 'a', both: 'b', plain: 'c', typed: 'd' }] } };
        },
      },
    });
    const { errors } = await router.post({ query });
    expect(errors).toBeUndefined();
    expect(told).toEqual(expected.map((each) => ({ __typename: 'Show', title: 'x', ...each })));
  });

  it('is asked for by its own name when a subscription begins', async () => {
    const asked: string[] = [];
    const idle = { ready: async () => undefined, close: async () => undefined };
    router = await startToyRouter({
      supergraphSdl: composed({ works: federated(WORKS), labels: federated(LABELS) }),
      subgraphs: {
        works: {
          ...idle,
          execute: async () => ({ data: null }),
          subscribe: async ({ query }) => {
            asked.push(query.replace(/\s+/g, ' '));
            return (async function* () {
              yield { data: { changed: SHOW } };
            })();
          },
        },
        labels: {
          ...idle,
          execute: async () => ({ data: { _entities: [{ label: 'short' }] } }),
          subscribe: async () => ({ data: null }),
        },
      },
    });
    const response = await fetch(router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { changed { title label } }' }),
    });
    expect(await response.text()).toContain('{"changed":{"title":"x","label":"short"}}');
    expect(asked).toEqual([expect.stringContaining('title__required_1: title(short: true)')]);
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
