import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

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
