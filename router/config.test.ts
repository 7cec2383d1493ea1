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
    ['CORS_ORIGINS', 'shop.example'],
    ['CORS_ORIGINS', 'https://shop.example/path'],
  ])('refuses %s=%s by the name of the variable', (name, value) => {
    expect(() => readRouterConfig({ [name]: value })).toThrow(InvalidConfig);
    expect(() => readRouterConfig({ [name]: value })).toThrow(name);
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
