import type { Subgraph } from '@depachika/domain/subgraph.ts';
import { IdentityRefused } from '@depachika/identity/identity-token.ts';
import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { buildSchema, type ExecutionResult, GraphQLError } from 'graphql';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { measured } from './measured.ts';

const schema = buildSchema(`
  interface Problem { message: String! }
  type CartEmpty implements Problem { message: String! }
  type PlaceOrderSuccess { id: ID! }
  union PlaceOrderResult = PlaceOrderSuccess | CartEmpty
  type Query { cart: String }
  type Mutation { placeOrder: PlaceOrderResult! }
`);

let metrics: ReturnType<typeof createMetrics>;
beforeEach(() => {
  metrics = createMetrics({ service: 'orders' });
});

/** A domain that answers like this, counted. */
function domainThat(answer: () => Promise<ExecutionResult | AsyncGenerator<ExecutionResult>>): Subgraph {
  const subgraph = { name: 'orders', schema, execute: answer, subscribe: answer, rpc: [], consumers: [] };
  return measured(subgraph as unknown as Subgraph, { metrics, logger: pino({ level: 'silent' }) });
}

async function values(name: string): Promise<Record<string, number>> {
  const lines = (await metrics.text()).matchAll(
    new RegExp(`^${name}\\{service="orders",?(.*)\\} (\\S+)$`, 'gm'),
  );
  return Object.fromEntries([...lines].map(([, labels, value]) => [labels!, Number(value)]));
}

const operations = () => values('depachika_graphql_duration_seconds_count');
const errors = (...codes: string[]) => codes.map((code) => new GraphQLError('no', { extensions: { code } }));
const PLACE = { query: 'mutation', operationName: 'PlaceOrder__orders__0' };

describe('a measured domain', () => {
  it('counts what it answered by the name of the whole operation, its outcome and its codes', async () => {
    const answers: ExecutionResult[] = [
      { data: {} },
      { errors: errors('FORBIDDEN') },
      { data: {}, errors: errors('FORBIDDEN', 'SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE') },
    ];
    const domain = domainThat(async () => answers.shift()!);
    for (const operationName of ['PlaceOrder__orders__0', 'PlaceOrder', 'Mine__orders__0'])
      await domain.execute({ query: '{ cart }', operationName }, 'token');
    expect(await operations()).toEqual({
      'operation="PlaceOrder",outcome="ok"': 1,
      'operation="PlaceOrder",outcome="refused"': 1,
      'operation="other",outcome="fault"': 1,
    });
    expect(await values('depachika_graphql_errors_total')).toEqual({
      'code="FORBIDDEN"': 2,
      'code="SERVICE_UNAVAILABLE"': 1,
    });
  });

  it('counts an expected problem by its type: its outcome is ok', async () => {
    const domain = domainThat(async () => ({
      data: { place: { __typename: 'CartEmpty' }, other: { __typename: 'PlaceOrderSuccess' } },
    }));
    await domain.execute(PLACE, 'token');
    expect(await values('depachika_problems_total')).toEqual({ 'type="CartEmpty"': 1 });
    expect(await operations()).toEqual({ 'operation="PlaceOrder",outcome="ok"': 1 });
  });

  it('takes no label from what a client may call as it likes', async () => {
    const domain = domainThat(async () => ({
      data: { a: { __typename: 'an alias of anything' }, b: 'text' },
    }));
    await domain.execute({ query: '{ cart }' }, 'token');
    expect(await values('depachika_problems_total')).toEqual({});
  });

  it('counts who shows no good identity as refused, and what it throws as a fault', async () => {
    const thrown = [new IdentityRefused('no'), new Error('boom')];
    const domain = domainThat(async () => {
      throw thrown.shift();
    });
    await expect(domain.execute(PLACE, 'token')).rejects.toThrow(IdentityRefused);
    await expect(domain.execute(PLACE, 'token')).rejects.toThrow('boom');
    expect(await operations()).toEqual({
      'operation="PlaceOrder",outcome="refused"': 1,
      'operation="PlaceOrder",outcome="fault"': 1,
    });
  });

  it('counts a subscription once, and tells for how long it is open', async () => {
    async function* events() {
      yield { data: {} };
    }
    const domain = domainThat(async () => events());
    const stream = await domain.subscribe({ query: 'subscription' }, 'token');
    expect(await values('depachika_subscribers')).toEqual({ '': 1 });
    for await (const _ of stream as AsyncGenerator<ExecutionResult>);
    expect(await values('depachika_subscribers')).toEqual({ '': 0 });
    expect(await operations()).toEqual({ 'operation="other",outcome="ok"': 1 });
  });
});
