import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { WrittenRequest } from '../../subgraphs/http/written-request.ts';
import { inProcessTransport } from '../../subgraphs/in-process-transport.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { anonymousScope } from '../../testing/anonymous-scope.ts';
import { compilePlan } from './compiled-plan.ts';
import { runPlan } from './plan-executor.ts';
import { type PlanSource, planSource, type SourceRequest } from './plan-source.ts';

type Answer = (request: SourceRequest & { readonly variables: Record<string, unknown> }) => SubgraphAnswer;

const NOBODY = {
  execute: async () => ({}),
  subscribe: async () => ({}),
  ready: async () => undefined,
};

/** Asks for products by a list, and then for more of each. */
const LIST = fetchOf('list', '{ products { __typename id } }');
const ENTITY = [
  {
    kind: 'InlineFragment' as const,
    typeCondition: 'Product',
    selections: [
      { kind: 'Field' as const, name: '__typename' },
      { kind: 'Field' as const, name: 'id' },
    ],
  },
];

function fetchOf(serviceName: string, operation: string, more: Partial<FetchNode> = {}): FetchNode {
  return { kind: 'Fetch', serviceName, operation, ...more } as FetchNode;
}

function moreOf(
  fields: string,
  { serviceName = 'details', variables = [] as string[], definitions = '', fragments = '' } = {},
): PlanNode {
  const operation = `query ($representations: [_Any!]!${definitions}) { _entities(representations: $representations) { ... on Product { ${fields} } } } ${fragments}`;
  const node = fetchOf(serviceName, operation, { requires: ENTITY, variableUsages: variables });
  return { kind: 'Flatten', path: ['products', '@'], node };
}

function planOf(...nodes: readonly PlanNode[]): QueryPlan {
  return {
    kind: 'QueryPlan',
    node: { kind: 'Sequence', nodes: [LIST, { kind: 'Parallel', nodes: [...nodes] }] },
  };
}

async function run(
  plan: QueryPlan,
  {
    products = [{ id: 'a' }, { id: 'b' }, { id: 'a' }],
    details,
    variables = {},
    joins = true,
    bytes = 100_000,
  }: {
    readonly products?: readonly object[];
    readonly details: Answer;
    readonly variables?: Record<string, unknown>;
    readonly joins?: boolean;
    readonly bytes?: number;
  },
) {
  const asked: (SourceRequest & { readonly variables: Record<string, unknown> })[] = [];
  const scope = anonymousScope({ bytes });
  const transport = (answer: Answer) =>
    planSource({
      ...inProcessTransport(NOBODY),
      execute: async (request) => {
        const read = { ...request, variables: request.variables! } as (typeof asked)[number];
        expect(JSON.parse((request as WrittenRequest).body).variables).toEqual(request.variables);
        asked.push({ ...read, query: request.query });
        return structuredClone(answer({ ...read, query: request.query }));
      },
    });
  const listed: PlanSource = transport(() => ({
    data: { products: products.map((product) => ({ __typename: 'Product', ...product })) },
  }));
  const source = transport(details);
  const gathered = await runPlan({
    node: compilePlan(plan, (typename, condition) => typename === condition),
    sources: { list: listed, details: joins ? source : { fetch: source.fetch }, other: source },
    variables,
    isTrue: () => false,
    scope,
  });
  return { ...gathered, asked: asked.slice(1), scope };
}

const named = (request: SourceRequest, key: string, value: (id: string) => unknown): SubgraphAnswer => {
  const entities = request.variables.representations as { readonly id: string }[];
  return { data: { _entities: entities.map(({ id }) => ({ [key]: value(id) })) } };
};

/** Answers each alias of a joined request with the ids that it was asked for. */
const joined: Answer = ({ query, variables }) => {
  const parts = [
    ...query.matchAll(
      /(_entities_\d+): _entities\(representations: \$(\w+)\)\s*\{\s*\.\.\. on Product \{\s*(\w+)/g,
    ),
  ];
  return {
    data: Object.fromEntries(
      parts.map(([, key, variable, field]) => [
        key!,
        (variables[variable!] as { readonly id: string }[]).map(({ id }) => ({ [field!]: `${field} ${id}` })),
      ]),
    ),
  };
};

describe('entities of one subgraph that are ready together', () => {
  it('are asked for in one request, each once', async () => {
    const { data, asked } = await run(planOf(moreOf('name'), moreOf('price')), { details: joined });
    expect(asked).toHaveLength(1);
    expect(asked[0]!.variables.representations).toHaveLength(2);
    const a = { __typename: 'Product', id: 'a', name: 'name a', price: 'price a' };
    const b = { __typename: 'Product', id: 'b', name: 'name b', price: 'price b' };
    expect(data).toEqual({ products: [a, b, a] });
  });

  it('are asked for apart of other subgraphs, and where a source splits what it is asked', async () => {
    const other = await run(planOf(moreOf('name'), moreOf('price', { serviceName: 'other' })), {
      details: (request) => named(request, 'name', (id) => id),
    });
    expect(other.asked).toHaveLength(2);
    const apart = await run(planOf(moreOf('name'), moreOf('price')), {
      joins: false,
      details: (request) => named(request, 'name', (id) => id),
    });
    expect(apart.asked.map(({ query }) => /_entities_\d/.test(query))).toEqual([false, false]);
  });

  it('keep their variables and fragments apart, and the client its own', async () => {
    const fragments = (field: string) => `fragment F on Product { ${field}(by: $representations_1) }`;
    const options = (field: string) => ({
      variables: ['representations_1'],
      definitions: ', $representations_1: String',
      fragments: fragments(field),
    });
    const { asked } = await run(planOf(moreOf('...F', options('name')), moreOf('...F', options('price'))), {
      variables: { representations_1: "the client's" },
      details: () => ({ data: { _entities_0: [{}, {}], _entities_1: [{}, {}] } }),
    });
    const { query, variables } = asked[0]!;
    expect(variables.representations_1).toBe("the client's");
    expect(variables.representations_1_).toEqual(variables.representations);
    expect(query).toMatch(/fragment F_0 on Product \{\s*name/);
    expect(query).toMatch(/fragment F_1 on Product \{\s*price/);
    expect(query.match(/\$representations_1: String/g)).toHaveLength(1);
  });

  it('have their errors in the places of their own entities', async () => {
    const errors: GraphQLFormattedError[] = [
      { message: 'no price', path: ['_entities_1', 0, 'price'] },
      { message: 'no name', path: ['_entities_0', 1] },
      { message: 'of no place' },
    ];
    const { errors: told } = await run(planOf(moreOf('name'), moreOf('price')), {
      details: () => ({
        data: { _entities_0: [{ name: 'A' }, null], _entities_1: [{ price: null }, { price: 2 }] },
        errors,
      }),
    });
    expect(told.map(({ error, path }) => [error.message, path])).toEqual([
      ['no name', ['products', 1]],
      ['of no place', undefined],
      ['no price', ['products', 0, 'price']],
      ['no price', ['products', 2, 'price']],
    ]);
  });

  it('are asked for again one by one when one of them has taken the answer of all', async () => {
    const details: Answer = (request) => {
      if (!request.query.includes('_entities_'))
        return named(request, request.query.includes('name') ? 'name' : 'stock', (id) => id);
      return { data: null, errors: [{ message: 'broken', path: ['_entities_1'] }] };
    };
    const { data, asked, failures } = await run(planOf(moreOf('name'), moreOf('price'), moreOf('stock')), {
      details,
    });
    expect(asked).toHaveLength(3);
    expect(asked.slice(1).every(({ query }) => !query.includes('price'))).toBe(true);
    const [first] = data.products as Record<string, unknown>[];
    expect(first).toMatchObject({ name: 'a', stock: 'a' });
    expect(failures.of(first!, 'price')).toBeDefined();
    expect(failures.of(first!, 'name')).toBeUndefined();
  });

  it('are not asked for again of a subgraph that has too much to do', async () => {
    const { asked, failures, data } = await run(planOf(moreOf('name'), moreOf('price')), {
      details: () => ({ errors: [{ message: 'busy', extensions: { code: 'OVERLOADED' } }] }),
    });
    expect(asked).toHaveLength(1);
    const [first] = data.products as Record<string, unknown>[];
    for (const key of ['name', 'price'])
      expect(failures.of(first!, key)?.error).toMatchObject({ message: 'busy' });
  });

  it('count in the size of the answer at each place that they stand in', async () => {
    const products = Array.from({ length: 50 }, () => ({ id: 'a' }));
    const details: Answer = () => ({
      data: { _entities_0: [{ name: 'x'.repeat(100) }], _entities_1: [{ price: 1 }] },
    });
    const plan = planOf(moreOf('name'), moreOf('price'));
    expect((await run(plan, { products, details, bytes: 9_000 })).scope.answer.refused).toBeUndefined();
    expect((await run(plan, { products, details, bytes: 6_000 })).scope.answer.refused).toBeDefined();
  });

  it('are no more than subgraphs accept in one request', async () => {
    const products = Array.from({ length: 600 }, (_, id) => ({ id: String(id) }));
    const { asked } = await run(planOf(moreOf('name'), moreOf('price')), {
      products,
      details: (request) => named(request, 'name', (id) => id),
    });
    expect(asked).toHaveLength(2);
  });
});

describe('an entity that several places share', () => {
  it('has at each place what was asked for there', async () => {
    const plan: QueryPlan = {
      kind: 'QueryPlan',
      node: {
        kind: 'Sequence',
        nodes: [LIST, moreOf('size { height }'), moreOf('size { width }', { serviceName: 'other' })],
      },
    };
    const { data } = await run(plan, {
      products: [
        { id: 'a', own: 1 },
        { id: 'a', own: 2 },
      ],
      details: (request) =>
        named(request, 'size', () => (request.query.includes('height') ? { height: 1 } : { width: 2 })),
    });
    expect(data.products).toEqual([
      { __typename: 'Product', id: 'a', own: 1, size: { height: 1, width: 2 } },
      { __typename: 'Product', id: 'a', own: 2, size: { height: 1, width: 2 } },
    ]);
  });
});
