import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';

// One process on its own: what services tell when each has its own port, topology/distributed/processes.int.test.ts tries.

let shop: Shop;
let metricsUrl: string;

beforeAll(async () => {
  shop = await startShop({ embedded: true, env: { HOST: '0.0.0.0' } });
  metricsUrl = /Metrics +(http\S+)/.exec(shop.process().output())![1]!;
});
afterAll(() => shop.stop());

const text = async () => (await fetch(metricsUrl)).text();

/** The value of one series; undefined when it is not there. */
async function seriesValue(series: string): Promise<number | undefined> {
  const line = (await text()).split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe('npm start', () => {
  it('tells its metrics on loopback, and nowhere else', async () => {
    expect(new URL(metricsUrl).hostname).toBe('127.0.0.1');
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((place) => (place && !place.internal && place.family === 'IPv4' ? [place.address] : []));
    for (const address of others)
      expect(await opens(address, Number(new URL(metricsUrl).port)), address).toBe(false);
    const graph = new URL(shop.graphqlUrl());
    expect((await fetch(new URL('/metrics', graph))).status).toBe(404);
  });

  it('counts operations by name and outcome, at the router and in each domain that took part', async () => {
    const admin = await logIn(shop, 'admin@example.jp');
    await admin.run('my-account');
    const refused = await fetch(shop.graphqlUrl(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Mine { nothing }' }),
    });
    expect(refused.status).toBe(200);
    const count = 'depachika_graphql_duration_seconds_count';
    await eventually(
      () => seriesValue(`${count}{service="router",operation="Login",outcome="ok"}`),
      (value) => value === 1,
    );
    expect(await seriesValue(`${count}{service="users",operation="Login",outcome="ok"}`)).toBe(1);
    expect(await seriesValue(`${count}{service="router",operation="MyAccount",outcome="ok"}`)).toBe(1);
    expect(await seriesValue(`${count}{service="router",operation="other",outcome="refused"}`)).toBe(1);
    expect(
      await seriesValue('depachika_graphql_errors_total{service="router",code="GRAPHQL_VALIDATION_FAILED"}'),
    ).toBe(1);
  });

  it('tells of every domain and of the process, and only what is listed', async () => {
    const scraped = await text();
    const told = new Set([...scraped.matchAll(/^# TYPE (depachika_\w+) \w+$/gm)].map(([, name]) => name!));
    // Not of one process: nothing here has a certificate, and its supergraph is its own.
    const { certificateEnd, supergraphChanges, supergraphRefused, ...others } = METRICS;
    expect([...told].sort()).toEqual(
      Object.values(others)
        .map(({ name }) => name as string)
        .sort(),
    );
    for (const { name } of [certificateEnd, supergraphChanges, supergraphRefused])
      expect(scraped).not.toContain(name);
    for (const { name: service } of DOMAIN_SERVICES) {
      expect(scraped).toContain(`depachika_database_up{service="${service}"} 1`);
      expect(scraped).toContain(`depachika_database_connections{state="waited_for",service="${service}"} 0`);
      expect(scraped).toContain(`depachika_router_subgraph_up{subgraph="${service}",service="router"} 1`);
    }
    expect(scraped).toContain('depachika_due_work{job="provider_capture",service="payments"} 0');
    expect(scraped).toMatch(/^process_resident_memory_bytes\{service="shop"\} \d/m);
    expect(scraped).toMatch(/^nodejs_eventloop_lag_seconds\{service="shop"\} /m);
  });
});

function opens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
