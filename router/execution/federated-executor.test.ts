import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { readRouterConfig } from '../config.ts';
import { createOperations } from '../operation/operations.ts';
import { loadSupergraph } from '../operation/supergraph.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import { anonymousScope } from '../testing/anonymous-scope.ts';
import { toySupergraph } from '../testing/toy-shop.ts';
import { createFederatedExecutor } from './federated-executor.ts';

const supergraph = loadSupergraph(toySupergraph());
const { limits } = readRouterConfig({});

/** An executor over subgraphs that answer each field with the number of the request. */
function startExecutor() {
  let asked = 0;
  const transport = {
    ...inProcessTransport({
      execute: async () => ({}),
      subscribe: async () => ({}),
      ready: async () => undefined,
    }),
    execute: async () => {
      asked += 1;
      return { data: { echo: `answer ${asked}`, rename: { name: `answer ${asked}` } } };
    },
  };
  const operations = createOperations({ supergraph, limits: limits.operation, executor: 'own' });
  const executor = createFederatedExecutor({
    supergraph,
    subgraphs: { products: transport, inventory: transport, orders: transport },
    costBudgets: limits.costBudgets,
    executor: 'own',
    production: true,
    logger: pino({ level: 'silent' }),
  });
  return {
    askedSubgraphs: () => asked,
    execute: (query: string, variables: Record<string, unknown> = {}, requestId = 'req-1') =>
      executor.execute(preparedOf(query), variables, anonymousScope({ requestId })),
    write: (query: string) => executor.write(preparedOf(query), {}, anonymousScope()),
  };

  function preparedOf(query: string) {
    const read = operations.read(query, { suggest: false });
    if (!('document' in read)) throw new AggregateError(read.errors);
    return operations.prepare(read.document, undefined)!;
  }
}

describe('an executor', () => {
  it('asks subgraphs once for queries of one text that are in hand together', async () => {
    const { execute, askedSubgraphs } = startExecutor();
    const query = 'query ($text: String) { echo(text: $text) }';
    const answers = await Promise.all([execute(query), execute(query), execute(query)]);
    expect(answers.map(({ data }) => ({ ...data }))).toEqual(Array(3).fill({ echo: 'answer 1' }));
    await execute(query);
    expect(askedSubgraphs()).toBe(2);
  });

  it('writes an answer once for all who asked for it as it is sent, and not for who wants its data', async () => {
    const { execute, write, askedSubgraphs } = startExecutor();
    const [one, other, data] = await Promise.all([write('{ echo }'), write('{ echo }'), execute('{ echo }')]);
    expect(one).toEqual({ body: '{"data":{"echo":"answer 1"}}\n' });
    expect(other).toBe(one);
    expect({ ...data.data }).toEqual({ echo: 'answer 2' });
    expect(askedSubgraphs()).toBe(2);
  });

  it('asks again for another text, and for other variables', async () => {
    const { execute, askedSubgraphs } = startExecutor();
    const query = 'query ($text: String) { echo(text: $text) }';
    await Promise.all([execute(query), execute(query, { text: 'a' }), execute(`${query} # the same`)]);
    expect(askedSubgraphs()).toBe(3);
  });

  it('asks again after a mutation, though the same query is in hand since before it', async () => {
    const { execute, askedSubgraphs } = startExecutor();
    const before = execute('{ echo }');
    await execute('mutation { rename(id: "p1", name: "x") { name } }');
    const asked = askedSubgraphs();
    await Promise.all([before, execute('{ echo }')]);
    expect(askedSubgraphs()).toBeGreaterThan(asked);
  });

  it('executes each mutation, however alike they are', async () => {
    const { execute, askedSubgraphs } = startExecutor();
    const mutation = 'mutation { rename(id: "p1", name: "x") { name } }';
    const answers = await Promise.all([execute(mutation), execute(mutation)]);
    expect(askedSubgraphs()).toBe(2);
    expect(answers.map(({ data }) => (data!.rename as { readonly name: string }).name)).toEqual([
      'answer 1',
      'answer 2',
    ]);
  });
});
