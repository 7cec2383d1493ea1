import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { nodesSdl } from '@depachika/schema/nodes/nodes-sdl.ts';
import { describe, expect, it } from 'vitest';
import { routerError, routerErrorWithin } from '../../operation/public-errors.ts';
import type { SubgraphAnswer, SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { nodeTransport } from './node-transport.ts';

const id = (prefix: string, number: number) => `${prefix}_01kb00000000000000000000${number + 10}`;
const CALL = { identityToken: 'of the caller' };

/** Domains that have what they are told, and keep what they were asked. */
function domains(
  answers: Readonly<Record<string, (entities: readonly Record<string, string>[]) => SubgraphAnswer>>,
) {
  const asked: { domain: string; request: GraphQLRequest; call: object }[] = [];
  const transports = Object.entries(answers).map(([domain, answer]): [string, SubgraphTransport] => [
    domain,
    {
      async execute(request, call) {
        asked.push({ domain, request, call });
        return answer(request.variables!.representations as Record<string, string>[]);
      },
      subscribe: () => Promise.reject(new Error('never')),
      ready: async () => undefined,
      close: async () => undefined,
    },
  ]);
  const nodes = nodeTransport(Object.fromEntries(transports), nodesSdl());
  return {
    asked,
    ask: (query: string, variables = {}) =>
      nodes.execute({ query, variables, requestId: 'req_1', language: 'en', reads: 'replica' }, CALL),
  };
}

const all = (entities: readonly Record<string, string>[]) => ({
  data: { _entities: entities.map(({ __typename }) => ({ __typename })) },
});
const refused = (code: string) => (entities: readonly unknown[]) => ({
  data: { _entities: entities.map(() => null) },
  errors: entities.map((_, index) => ({
    message: 'No',
    path: ['_entities', index],
    extensions: { code },
  })),
});

describe('node', () => {
  it.each([
    ['its id', '{ node(id: $id) { id } }'],
    ['its type', '{ node(id: $id) { __typename } }'],
  ])('asks the domain whose it is, as the caller, although %s alone is wanted', async (_, selection) => {
    const { ask, asked } = domains({ orders: all });
    const { data } = await ask(`query ($id: ID!) ${selection}`, { id: id('ord', 1) });
    expect(Object.values(data!.node as object)).toEqual([selection.includes('__t') ? 'Order' : id('ord', 1)]);
    expect(asked).toMatchObject([
      {
        domain: 'orders',
        call: CALL,
        request: {
          variables: { representations: [{ __typename: 'Order', id: id('ord', 1) }] },
          requestId: 'req_1',
          language: 'en',
          reads: 'replica',
        },
      },
    ]);
  });

  it('is null without an error where there is nothing', async () => {
    const { ask } = domains({ orders: (entities) => ({ data: { _entities: entities.map(() => null) } }) });
    expect(await ask(`{ node(id: "${id('ord', 1)}") { id __typename } }`)).toEqual({ data: { node: null } });
  });

  it.each(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT'])(
    'is null without an error where the domain says %s',
    async (code) => {
      const { ask } = domains({ inventory: refused(code) });
      expect(await ask(`{ node(id: "${id('lvl', 1)}") { id } }`)).toEqual({ data: { node: null } });
    },
  );

  it('asks nobody about what can be no id', async () => {
    const { ask, asked } = domains({ orders: all });
    expect(await ask('{ node(id: "ord_1") { id } }')).toEqual({ data: { node: null } });
    expect(asked).toEqual([]);
  });

  it('is null with the reason where the domain cannot tell', async () => {
    const { ask } = domains({ orders: refused('SERVICE_UNAVAILABLE') });
    const { data, errors } = await ask(`{ node(id: "${id('ord', 1)}") { id } }`);
    expect(data).toEqual({ node: null });
    expect(errors).toMatchObject([{ path: ['node'], extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  });

  it('is null with an error where the domain answers nothing', async () => {
    const { ask } = domains({ orders: () => ({ data: null }) });
    const { errors } = await ask(`{ node(id: "${id('ord', 1)}") { id } }`);
    expect(errors).toHaveLength(1);
  });
});

describe('nodes', () => {
  const QUERY = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }';

  it('asks each domain once, for a hundred ids of several', async () => {
    const { ask, asked } = domains({ orders: all, products: all });
    const ids = Array.from({ length: 100 }, (_, index) =>
      id(['ord', 'prd', 'var', 'cat'][index % 4]!, index % 80),
    );
    const { data } = await ask(QUERY, { ids });
    expect((data!.nodes as { id: string }[]).map((node) => node.id)).toEqual(ids);
    expect(asked.map(({ domain }) => domain).sort()).toEqual(['orders', 'products']);
    const asking = asked.flatMap(({ request }) => request.variables!.representations as unknown[]);
    expect(asking).toHaveLength(new Set(ids).size);
  });

  it('leaves null in the place of each that is not there, and answers the rest though a domain is away', async () => {
    const { ask } = domains({
      orders: (entities) => ({
        data: { _entities: entities.map((each, index) => (index === 0 ? each : null)) },
      }),
      users: () => {
        throw routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
      },
    });
    const ids = [id('usr', 1), id('ord', 1), 'none', id('ord', 2)];
    const { data, errors } = await ask(QUERY, { ids });
    expect(data!.nodes).toEqual([null, { id: id('ord', 1), __typename: 'Order' }, null, null]);
    expect(errors!.map(({ path }) => path)).toEqual([['nodes', 0]]);
    expect(routerErrorWithin(errors![0])?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  });

  it('takes a hundred ids at most', async () => {
    const { ask, asked } = domains({ orders: all });
    const ids = Array.from({ length: 101 }, () => id('ord', 1));
    const { errors } = await ask(QUERY, { ids });
    expect(errors).toMatchObject([{ path: ['nodes'], extensions: { code: 'BAD_USER_INPUT', field: 'ids' } }]);
    expect(asked).toEqual([]);
  });
});
