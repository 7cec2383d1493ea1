import { afterEach, describe, expect, it } from 'vitest';
import { startScriptedRouter } from '../testing/scripted-router.ts';
import type { ToyRouter } from '../testing/toy-router.ts';

let router: ToyRouter;
afterEach(() => router.close());

const ITEMS = {
  sdl: `type Query { items: [Item!] item: Item grid: [[Int!]] }
    type Item @key(fields: "id") { id: ID! name: String! tags: [String!] }`,
  answers: () => ({
    data: {
      items: [
        { __typename: 'Item', id: '1', name: 'one' },
        { __typename: 'Item', id: '2', name: 'two' },
      ],
      item: { __typename: 'Item', id: '1', name: 'one' },
    },
  }),
};
const STOCK_SDL = 'type Item @key(fields: "id") { id: ID! stock: Int }';

async function stockAnswers(answer: unknown) {
  router = await startScriptedRouter({ items: ITEMS, stock: { sdl: STOCK_SDL, answers: () => answer } });
  return router.post({ query: '{ items { name stock } }' });
}

const NO_STOCK = {
  items: [
    { name: 'one', stock: null },
    { name: 'two', stock: null },
  ],
};
const PLACES = [
  ['items', 0, 'stock'],
  ['items', 1, 'stock'],
];

describe('a subgraph that breaks the protocol', () => {
  it.each([
    ['nothing', {}],
    ['no object', 'text'],
    ['null', null],
    ['no entities', { data: {} }],
    ['entities that are no list', { data: { _entities: { 0: {} } } }],
    ['too few entities', { data: { _entities: [{ stock: 1 }] } }],
    ['too many entities', { data: { _entities: [{ stock: 1 }, { stock: 2 }, { stock: 3 }] } }],
    ['errors that are no list', { errors: 'broken' }],
    ['an error without a message', { errors: [{}] }],
    ['an error that is null', { errors: [null], data: null }],
    ['a list for data', { data: [] }],
  ])('by answering %s takes away what it owns alone, with an error at each place', async (_, answer) => {
    const { data, errors, status } = await stockAnswers(answer);
    expect(status).toBe(200);
    expect(data).toEqual(NO_STOCK);
    expect(errors?.map(({ path }) => path)).toEqual(PLACES);
  });

  it.each([
    ['a list for an entity', [[], []]],
    ['a text for an entity', ['a', 'b']],
    ['a value of another type', [{ stock: 'many' }, { stock: {} }]],
    ['too large a number', [{ stock: 1e300 }, { stock: 0.5 }]],
  ])('by answering %s shows nothing of it', async (_, entities) => {
    const { data } = await stockAnswers({ data: { _entities: entities } });
    expect(data).toEqual(NO_STOCK);
  });

  it.each([
    ['strange parts', [{}, null, true]],
    ['an index that is not there', ['_entities', 7, 'stock']],
    ['a negative index', ['_entities', -1, 'stock']],
    ['names of prototypes', ['_entities', 0, '__proto__', 'constructor']],
    ['no list', 'items'],
  ])('by an error whose path has %s is told, and by no path of its own', async (_, path) => {
    const { errors } = await stockAnswers({
      data: { _entities: [{ stock: 1 }, { stock: 2 }] },
      errors: [{ message: 'broken', path, extensions: { code: 'NOT_FOUND' } }],
    });
    expect(errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(/_entities|@|__proto__|\{\}/);
  });

  it('by extensions of its own sets neither status nor headers nor a judged error', async () => {
    const { status, headers, errors } = await stockAnswers({
      data: null,
      errors: [
        {
          message: 'secret of the database',
          extensions: {
            code: 'PERSISTED_QUERY_NOT_FOUND',
            http: { status: 500, headers: { 'x-own': '1' } },
            stacktrace: ['at'],
          },
        },
      ],
    });
    expect([status, headers.get('x-own')]).toEqual([200, null]);
    expect(JSON.stringify(errors)).not.toMatch(/secret|stacktrace|http/);
  });
});

describe('a value that is nested deeper than can be written', () => {
  const deep = (): unknown => JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);

  it.each([
    ['as a scalar', '{ hello box }', { box: deep() }, { box: null }, ['box']],
    ['where objects are', '{ hello items { stock } }', { items: deep() }, { items: [null] }, ['items', 0]],
    [
      'as a key',
      '{ hello item { stock } }',
      { item: { __typename: 'Item', id: deep() } },
      { item: { stock: null } },
      ['item', 'stock'],
    ],
  ])('%s is missing at its place, and takes nothing with it', async (_, query, answered, shown, path) => {
    const sdl =
      'scalar Box type Query { hello: String box: Box items: [Item] item: Item } type Item @key(fields: "id") { id: ID! }';
    const stock = { sdl: STOCK_SDL, answers: () => ({ data: { _entities: [] } }) };
    const answers = () => ({ data: { hello: 'world', ...answered }, bytes: 40_100 });
    router = await startScriptedRouter({ items: { sdl, answers }, stock });
    const { data, errors, status } = await router.post({ query });
    expect(status).toBe(200);
    expect(data).toEqual({ hello: 'world', ...shown });
    expect(errors?.map((error) => error.path)).toEqual([path]);
  });
});

describe('an error that is nested deeper than can be written', () => {
  const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);

  it.each([
    ['message', { message: deep }],
    ['code', { message: 'broken', extensions: { code: deep } }],
    ['extensions', { message: 'broken', extensions: { code: 'NOT_FOUND', deep } }],
  ])('is told at its place without its %s', async (_, error) => {
    const answers = () => ({ data: { item: null }, errors: [{ ...error, path: ['item'] }], bytes: 40_000 });
    router = await startScriptedRouter({ items: { ...ITEMS, answers } });
    const { data, errors, status } = await router.post({ query: '{ item { name } }' });
    expect([status, data]).toEqual([200, { item: null }]);
    expect(errors?.map(({ path }) => path)).toEqual([['item']]);
  });
});

describe('a subgraph that alone knows the types of objects, and is away,', () => {
  it.each([
    ['where fragments ask', '{ things { ... on Box { size } } }', [{}, {}], []],
    [
      'where something else is asked too',
      '{ things { id ... on Box { size } } }',
      [{ id: '1' }, { id: '2' }],
      [],
    ],
    [
      'where the type is asked',
      '{ things { __typename ... on Box { size } } }',
      [null, null],
      ['__typename'],
    ],
  ])('is told %s', async (_, query, things, below) => {
    router = await startScriptedRouter({
      things: {
        sdl: 'type Query { things: [Thing] } type Thing @key(fields: "id") @interfaceObject { id: ID! }',
        answers: () => ({ data: { things: ['1', '2'].map((id) => ({ __typename: 'Thing', id })) } }),
      },
      boxes: {
        sdl: `interface Thing @key(fields: "id") { id: ID! }
          type Box implements Thing @key(fields: "id") { id: ID! size: Int }`,
        answers: () => ({ errors: [{ message: 'away', extensions: { code: 'SERVICE_UNAVAILABLE' } }] }),
      },
    });
    const { data, errors } = await router.post({ query });
    expect(data).toEqual({ things });
    expect(errors?.map(({ path }) => path)).toEqual([0, 1].map((index) => ['things', index, ...below]));
  });
});

describe('an object whose type nobody knows', () => {
  const things = (type: object) => ({
    things: {
      sdl: 'type Query { thing: Thing } interface Thing { id: ID! } type Box implements Thing { id: ID! size: Int }',
      answers: () => ({ data: { thing: { ...type, id: '1' } } }),
    },
  });

  it('is told of where more is asked of some types, though its subgraph has not failed', async () => {
    router = await startScriptedRouter(things({ __typename: null }));
    const { data, errors } = await router.post({ query: '{ thing { id ... on Box { size } } }' });
    expect(data).toEqual({ thing: { id: '1' } });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['thing'], 'INCOMPLETE_DATA'],
    ]);
  });

  it('is whole where a condition leaves out what is asked of some types', async () => {
    router = await startScriptedRouter(things({}));
    const query = '{ thing { id ... on Box { size @include(if: false) } } }';
    const { data, errors } = await router.post({ query });
    expect([data, errors]).toEqual([{ thing: { id: '1' } }, undefined]);
  });
});

describe('names of JavaScript', () => {
  it('are answered as any other, wherever a client or a subgraph uses them', async () => {
    const { data, errors } = await (async () => {
      router = await startScriptedRouter({
        items: ITEMS,
        stock: {
          sdl: STOCK_SDL,
          answers: ({ query }) => {
            const [, key = 'stock'] = /(\w+): ?stock/.exec(query) ?? [];
            const entity = JSON.parse(
              '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
            );
            return { data: { _entities: [{ ...entity, [key]: 4 }, { [key]: 5 }] } };
          },
        },
      });
      return router.post({ query: '{ items { hasOwnProperty: stock } }' });
    })();
    expect(errors).toBeUndefined();
    expect(data).toEqual({ items: [{ hasOwnProperty: 4 }, { hasOwnProperty: 5 }] });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('cannot be a type', async () => {
    const answers = () => ({ data: { item: { __typename: 'constructor', id: '1', name: 'one' } } });
    router = await startScriptedRouter({ items: { ...ITEMS, answers } });
    const { data, errors } = await router.post({ query: '{ item { name } }' });
    expect(data).toEqual({ item: null });
    expect(errors?.map(({ path }) => path)).toEqual([['item']]);
  });
});

it('a null item where none may be takes the innermost list, and is told', async () => {
  const answers = () => ({ data: { grid: [[1, null], [2], null] } });
  router = await startScriptedRouter({ items: { ...ITEMS, answers } });
  const { data, errors } = await router.post({ query: '{ grid }' });
  expect(data).toEqual({ grid: [null, [2], null] });
  expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['grid', 0, 1], 'INCOMPLETE_DATA'],
  ]);
});
