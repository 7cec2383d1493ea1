import { describe, expect, it } from 'vitest';
import { METRICS } from './metric-list.ts';
import { createMetrics, processMetrics } from './metrics.ts';

describe('metrics', () => {
  it('carry the service and what was observed', async () => {
    const metrics = createMetrics({ service: 'orders' });
    metrics.httpRequest({ method: 'POST', route: '/graphql', status: 200, durationMs: 3 });
    metrics.rpcCall({ method: 'orders.Get', code: 'OK', durationMs: 3 });
    metrics.subscribersChanged(1);
    metrics.subscribersChanged(1);
    metrics.subscribersChanged(-1);
    const text = await metrics.text();
    expect(text).toContain(
      'depachika_http_request_duration_seconds_count{service="orders",method="POST",route="/graphql",status="200"} 1',
    );
    expect(text).toContain(
      'depachika_rpc_duration_seconds_sum{service="orders",method="orders.Get",code="OK"} 0.003',
    );
    expect(text).toContain('depachika_subscribers{service="orders"} 1');
  });

  it('are read at each scrape, and forget labels that are gone', async () => {
    const metrics = createMetrics({ service: 'orders' });
    let state = 'RUNNING';
    const read = () => [{ labels: { state }, value: 2 }];
    metrics.gauge({ name: 'depachika_sagas', help: 'h', labels: ['state'], read });
    expect(await metrics.text()).toContain('depachika_sagas{state="RUNNING",service="orders"} 2');
    state = 'UNDOING';
    const text = await metrics.text();
    expect(text).toContain('depachika_sagas{state="UNDOING",service="orders"} 2');
    expect(text).not.toContain('RUNNING');
  });

  it('leave out what cannot be read now, and nothing else', async () => {
    const metrics = createMetrics({ service: 'orders' });
    const read = () => Promise.reject(new Error('the database is away'));
    metrics.gauge({ name: 'depachika_outbox_events', help: 'h', read });
    metrics.eventHandled({ group: 'orders', type: 't', outcome: 'handled' });
    const text = await metrics.text();
    expect(text).not.toMatch(/^depachika_outbox_events\{/m);
    expect(text).not.toMatch(/^depachika_outbox_events /m);
    expect(text).toContain(
      'depachika_events_total{group="orders",type="t",outcome="handled",service="orders"} 1',
    );
  });

  it('give a counter that something else counts its present total', async () => {
    const metrics = createMetrics({ service: 'products' });
    let hits = 3;
    const read = () => [{ labels: { result: 'hit' }, value: hits }];
    metrics.counter({ name: 'depachika_cache_requests_total', help: 'h', labels: ['result'], read });
    expect(await metrics.text()).toContain(
      'depachika_cache_requests_total{result="hit",service="products"} 3',
    );
    hits = 5;
    expect(await metrics.text()).toContain(
      'depachika_cache_requests_total{result="hit",service="products"} 5',
    );
  });
});

describe('the metrics of a process', () => {
  it('hold the same series of several services, told apart by the service', async () => {
    const all = processMetrics({ name: 'shop' });
    for (const [service, value] of [
      ['orders', 1],
      ['payments', 2],
    ] as const)
      all.of(service).gauge({ ...METRICS.outboxEvents, read: () => [{ labels: {}, value }] });
    all.of('orders').problem('CartEmpty');
    all.of('payments').problem('CartEmpty');
    const text = await all.text();
    for (const line of [
      'depachika_outbox_events{service="orders"} 1',
      'depachika_outbox_events{service="payments"} 2',
      'depachika_problems_total{service="orders",type="CartEmpty"} 1',
      'depachika_problems_total{service="payments",type="CartEmpty"} 1',
    ])
      expect(text).toContain(line);
  });

  it('tell of the process itself once, under its own name', async () => {
    const text = await processMetrics({ name: 'shop' }).text();
    expect(text).toMatch(/^process_cpu_seconds_total\{service="shop"\} /m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds\{service="shop"\} /m);
  });

  it('tell of the one service that cannot be read by what is said for that case', async () => {
    const all = processMetrics({ name: 'shop' });
    const up = { ...METRICS.databaseUp, otherwise: [{ labels: {}, value: 0 }] };
    all.of('orders').gauge({ ...up, read: () => Promise.reject(new Error('away')) });
    all.of('payments').gauge({ ...up, read: async () => [{ labels: {}, value: 1 }] });
    const text = await all.text();
    expect(text).toContain('depachika_database_up{service="orders"} 0');
    expect(text).toContain('depachika_database_up{service="payments"} 1');
  });
});
