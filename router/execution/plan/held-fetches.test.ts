import type { FetchNode, PlanNode } from '@apollo/query-planner';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { anonymousScope } from '../../testing/anonymous-scope.ts';
import { type CompiledFetch, type CompiledNode, compilePlan } from './compiled-plan.ts';
import { runPlan } from './plan-executor.ts';
import type { PlanSource, SourceRequest } from './plan-source.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const root = (serviceName: string): PlanNode =>
  ({
    kind: 'Fetch',
    serviceName,
    operation: `{ ${serviceName} { __typename id } }`,
  }) as unknown as FetchNode;

/** Asks a subgraph for one field of what stands at a root. */
function more(serviceName: string, field: string, at = 'list'): PlanNode {
  const name = (key: string) => ({ kind: 'Field' as const, name: key });
  const node = {
    kind: 'Fetch',
    serviceName,
    operation: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { ${field} } } }`,
    requires: [
      { kind: 'InlineFragment', typeCondition: 'Product', selections: [name('__typename'), name('id')] },
    ],
  } as unknown as FetchNode;
  return { kind: 'Flatten', path: [at, '@'], node };
}

const inTurn = (...nodes: readonly PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes: [...nodes] });
const beside = (...nodes: readonly PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes: [...nodes] });

/** Runs a plan whose subgraphs answer when the test says so. */
function begin(node: PlanNode) {
  const open: { readonly service: string; readonly request: SourceRequest; answer(fails?: Error): void }[] =
    [];
  const sourceOf = (service: string): PlanSource => ({
    joins: true,
    fetch: (request) =>
      new Promise<SubgraphAnswer>((resolve, reject) => {
        const answer = (fails?: Error) => (fails ? reject(fails) : resolve(answerTo(service, request)));
        open.push({ service, request, answer });
      }),
  });
  const services = ['list', 'others', 'stock', 'price'];
  const scope = anonymousScope();
  const gathered = runPlan({
    node: compilePlan({ kind: 'QueryPlan', node }, (typename, condition) => typename === condition),
    sources: Object.fromEntries(services.map((name) => [name, sourceOf(name)])),
    variables: {},
    isTrue: () => false,
    scope,
  });
  return {
    gathered,
    /** Whoever is asked and has not answered. */
    open: () => open.map(({ service, request }) => [service, fieldsOf(request)]),
    /** The first request to a subgraph is answered, or fails. */
    async answer(service: string, fails?: Error) {
      const index = open.findIndex((each) => each.service === service);
      open.splice(index, 1)[0]!.answer(fails);
      await turns();
    },
  };
}

async function turns(): Promise<void> {
  for (let left = 3; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
}

function fieldsOf({ query }: SourceRequest): string {
  return [...query.matchAll(/on Product \{\s*(\w+)/g)].map(([, field]) => field).join(' ');
}

function answerTo(service: string, { query, written = {} }: SourceRequest): SubgraphAnswer {
  if (Object.keys(written).length === 0) return { data: { [service]: [{ __typename: 'Product', id: 'a' }] } };
  const lists = [...query.matchAll(/(\w+)(?:: _entities)?\(representations.*?on Product \{\s*(\w+)/gs)];
  return { data: Object.fromEntries(lists.map(([, key, field]) => [key, [{ [field!]: field }]])) };
}

const TWO_BRANCHES = beside(
  inTurn(root('list'), more('stock', 'count')),
  inTurn(root('others'), more('stock', 'place', 'others')),
);

describe('what is ready', () => {
  it('waits for what will soon be asked of the same subgraph, and goes with it', async () => {
    const { answer, open, gathered } = begin(TWO_BRANCHES);
    await answer('list');
    expect(open()).toEqual([['others', '']]);
    await answer('others');
    expect(open()).toEqual([['stock', 'count place']]);
    await answer('stock');
    expect((await gathered).data).toEqual({
      list: [{ __typename: 'Product', id: 'a', count: 'count' }],
      others: [{ __typename: 'Product', id: 'a', place: 'place' }],
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['twice as long as the last request took', 8, 16],
    ['a millisecond at least', 0.1, 1],
    ['50 ms at most', 400, 50],
  ])('waits %s', async (_, requestMs, patienceMs) => {
    const { answer, open } = begin(TWO_BRANCHES);
    vi.advanceTimersByTime(requestMs);
    await answer('list');
    vi.advanceTimersByTime(patienceMs - 1);
    await turns();
    expect(open()).toEqual([['others', '']]);
    vi.advanceTimersByTime(1);
    expect(open()).toEqual([
      ['others', ''],
      ['stock', 'count'],
    ]);
    await answer('others');
    expect(open()).toEqual([
      ['stock', 'count'],
      ['stock', 'place'],
    ]);
  });

  it('waits 50 ms at most, however much is answered meanwhile', async () => {
    const { answer, open } = begin(
      beside(
        TWO_BRANCHES,
        inTurn(root('price'), more('price', 'yen', 'price'), more('price', 'tax', 'price')),
      ),
    );
    vi.advanceTimersByTime(40);
    await answer('list');
    for (const waitedMs of [30, 19]) {
      vi.advanceTimersByTime(waitedMs);
      await answer('price');
    }
    expect(open()).toEqual([
      ['others', ''],
      ['price', 'tax'],
    ]);
    vi.advanceTimersByTime(1);
    expect(open().at(-1)).toEqual(['stock', 'count']);
  });

  it('waits no more when what it waited for has failed', async () => {
    const { answer, open } = begin(TWO_BRANCHES);
    await answer('list');
    await answer('others', new Error('away'));
    expect(open()).toEqual([['stock', 'count']]);
  });

  it('does not wait for what asks another subgraph', async () => {
    const { answer, open } = begin(
      beside(
        inTurn(root('list'), more('stock', 'count')),
        inTurn(root('others'), more('price', 'yen', 'others')),
      ),
    );
    await answer('list');
    expect(open()).toEqual([
      ['others', ''],
      ['stock', 'count'],
    ]);
  });

  it('waits for what follows on something beside it, when nothing follows on itself', async () => {
    const { answer, open } = begin(
      inTurn(
        root('list'),
        beside(more('stock', 'count'), inTurn(more('price', 'yen'), more('stock', 'fee'))),
      ),
    );
    await answer('list');
    expect(open()).toEqual([['price', 'yen']]);
    await answer('price');
    expect(open()).toEqual([['stock', 'count fee']]);
  });

  it('does not wait for what a condition leaves out', async () => {
    const { answer, open } = begin(
      beside(
        inTurn(root('list'), more('stock', 'count')),
        inTurn(root('others'), {
          kind: 'Condition',
          condition: 'never',
          ifClause: more('stock', 'place', 'others'),
        }),
      ),
    );
    await answer('list');
    expect(open()).toEqual([
      ['others', ''],
      ['stock', 'count'],
    ]);
  });

  it('is asked at once when something follows on itself', async () => {
    const { answer, open } = begin(
      inTurn(
        root('list'),
        beside(
          inTurn(more('stock', 'count'), more('price', 'tax')),
          inTurn(more('price', 'yen'), more('stock', 'fee')),
        ),
      ),
    );
    await answer('list');
    expect(open()).toEqual([
      ['stock', 'count'],
      ['price', 'yen'],
    ]);
  });

  it('does not wait for what cannot be asked before it is answered itself', async () => {
    const { answer, open } = begin(
      inTurn(
        beside(inTurn(root('list'), more('stock', 'count')), root('others')),
        more('stock', 'place', 'others'),
      ),
    );
    await answer('list');
    expect(open()).toEqual([
      ['others', ''],
      ['stock', 'count'],
    ]);
  });

  it('is asked in the next turn when it has waited longer than it may in a process that was busy', async () => {
    const delays = vi.spyOn(globalThis, 'setTimeout');
    const { answer, open } = begin(
      beside(TWO_BRANCHES, inTurn(root('price'), more('price', 'yen', 'price'))),
    );
    await answer('list');
    const now = performance.now() + 100;
    vi.spyOn(performance, 'now').mockReturnValue(now);
    await answer('price');
    expect(delays.mock.calls.at(-1)?.[1]).toBe(0);
    vi.advanceTimersByTime(0);
    expect(open()).toContainEqual(['stock', 'count']);
  });

  it('is asked at once when a part that comes later needs it', async () => {
    const needed = more('stock', 'count');
    if (needed.kind !== 'Flatten') throw new Error('It asks about the root');
    Object.assign(needed.node, { id: '1' });
    const { answer, open } = begin(
      inTurn(root('list'), beside(needed, inTurn(more('price', 'yen'), more('stock', 'fee')))),
    );
    await answer('list');
    expect(open()).toEqual([
      ['stock', 'count'],
      ['price', 'yen'],
    ]);
  });

  it('does not wait for a part that comes later, which asks on its own', () => {
    const later = { label: 'later', path: [], depends: [{ id: '0' }] };
    const part = inTurn(more('price', 'yen'), beside(more('stock', 'fee'), more('stock', 'place')));
    const node = {
      kind: 'Defer',
      primary: { node: inTurn({ ...root('list'), id: '0' } as PlanNode, more('stock', 'count')) },
      deferred: [{ ...later, node: part }],
    } as unknown as PlanNode;
    const compiled = compilePlan({ kind: 'QueryPlan', node }, () => true);
    if (compiled?.kind !== 'defer') throw new Error('It defers nothing');
    const told = [compiled.primary, compiled.deferred[0]!.node]
      .flatMap(fetchesOf)
      .map(({ askedAs, number, leadsTo, companions }) => [
        askedAs,
        number,
        leadsTo(() => true),
        companions(),
      ]);
    expect(told).toEqual([
      ['list', 0, [1], []],
      ['stock', 1, [], []],
      ['later price', 2, [3, 4], []],
      ['later stock', 3, [], [4]],
      ['later stock', 4, [], [3]],
    ]);
  });
});

/** Plans in which every fetch asks the same subgraph. */
const { plan: anyPlan } = fc.letrec<{ plan: PlanNode }>((tie) => ({
  plan: fc.oneof(
    { maxDepth: 4 },
    fc.nat(99).map((id) => more('stock', `f${id}`)),
    fc.array(tie('plan'), { minLength: 1, maxLength: 3 }).map((nodes) => inTurn(...nodes)),
    fc.array(tie('plan'), { minLength: 1, maxLength: 3 }).map((nodes) => beside(...nodes)),
  ),
}));

/** @returns by fetch all that are answered before it is asked */
function soonerByFetch(node: CompiledNode, before: readonly number[] = []): [number, readonly number[]][] {
  if (node.kind === 'fetch') return [[node.number, before]];
  const nodes = 'nodes' in node ? node.nodes : [];
  return nodes.flatMap((each, index) => {
    const earlier = node.kind === 'sequence' ? nodes.slice(0, index).flatMap(fetchesOf) : [];
    return soonerByFetch(each, [...before, ...earlier.map(({ number }) => number)]);
  });
}

it('may be joined by all but what waits for it, in any plan', () => {
  fc.assert(
    fc.property(anyPlan, (node) => {
      const compiled = compilePlan({ kind: 'QueryPlan', node }, () => true)!;
      const sooner = soonerByFetch(compiled);
      for (const { number, companions } of fetchesOf(compiled)) {
        const others = sooner.filter(([other, before]) => other !== number && !before.includes(number));
        expect(companions()).toEqual(others.map(([other]) => other));
      }
    }),
  );
});

function fetchesOf(node: CompiledNode | undefined): CompiledFetch[] {
  if (node?.kind === 'fetch') return [node];
  return node && 'nodes' in node ? node.nodes.flatMap(fetchesOf) : [];
}
