import { describe, expect, it } from 'vitest';
import { InvalidConfig, readRouterConfig } from './config.ts';

describe('the router configuration', () => {
  it('has the documented defaults', () => {
    const config = readRouterConfig({});
    expect(config).toMatchObject({ port: 8080, production: false, host: '127.0.0.1' });
    expect(config.limits.operation).toMatchObject({
      depth: 12,
      aliases: 30,
      tokens: 2_000,
      queryBytes: 100_000,
    });
    expect(config.limits.bodyBytes).toBe(1_000_000);
  });

  it.each([
    ['READ_REPLICAS', 'yes'],
    ['PORT', '80 80'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['MAX_QUERY_DEPTH', '0'],
    ['RATE_LIMIT_REQUESTS', '1.5'],
    ['CORS_HEADERS', 'x-campaign, x till'],
    ['COST_BUDGET_STAFF', 'much'],
    ['MAX_ANSWER_BYTES', '0'],
    ['MAX_SOCKETS_PER_ADDRESS', '0'],
    ['MAX_SOCKETS_PER_USER', 'all'],
    ['READ_BUDGETS_MS', 'long'],
    ['ENRICHMENT_BUDGETS_MS', 'analytics=0'],
    ['ENRICHMENT_BUDGETS_MS', 'analytics:300'],
    ['CIRCUIT_FAILURE_PERCENT', '100'],
    ['CIRCUIT_OPEN_MS', '0'],
    ['PERSISTED_OPERATIONS', 'on'],
    ['CORS_ORIGINS', 'shop.example'],
    ['CORS_ORIGINS', 'https://shop.example/path'],
  ])('refuses %s=%s by the name of the variable', (name, value) => {
    expect(() => readRouterConfig({ [name]: value })).toThrow(InvalidConfig);
    expect(() => readRouterConfig({ [name]: value })).toThrow(name);
  });

  it('gives no address and no person more than a quarter of the sockets, unless it is told to', () => {
    const ceilings = (env: Record<string, string>) => readRouterConfig(env).limits.sockets;
    expect(ceilings({})).toEqual({ total: 10_000, perNetwork: 200, perUser: 20 });
    expect(ceilings({ MAX_SOCKETS: '40' })).toEqual({ total: 40, perNetwork: 10, perUser: 10 });
    expect(ceilings({ MAX_SOCKETS: '1' })).toEqual({ total: 1, perNetwork: 1, perUser: 1 });
    const env = { MAX_SOCKETS: '40', MAX_SOCKETS_PER_ADDRESS: '30', MAX_SOCKETS_PER_USER: '20' };
    expect(ceilings(env)).toEqual({ total: 40, perNetwork: 30, perUser: 20 });
  });

  it('waits for analytics 300 ms where it adds to a page, and longer for what is asked of a domain', () => {
    const { budgets } = readRouterConfig({}).guards;
    expect(budgets.enrichment).toEqual({ named: { analytics: 300 }, others: 6_000 });
    expect(budgets.read).toEqual({ named: { orders: 8_000 }, others: 6_000 });
    const given = readRouterConfig({
      READ_BUDGETS_MS: 'orders=9000',
      ENRICHMENT_BUDGETS_MS: '800, inventory=50',
    });
    expect(given.guards.budgets).toMatchObject({
      read: { named: { orders: 9_000 }, others: 6_000 },
      enrichment: { named: { analytics: 300, inventory: 50 }, others: 800 },
    });
  });

  it('allows no foreign origin in production unless it is named', () => {
    expect(readRouterConfig({ NODE_ENV: 'production' }).corsOrigins).toEqual([]);
    expect(() => readRouterConfig({ NODE_ENV: 'production', CORS_ORIGINS: '*' })).toThrow(InvalidConfig);
    expect(readRouterConfig({ CORS_ORIGINS: 'https://a.example, https://b.example' }).corsOrigins).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });
});
