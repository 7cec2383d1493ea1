import { describe, expect, it } from 'vitest';
import { isSdl, meaningOf } from './changes.ts';

describe('a saved file', () => {
  it.each([
    'start.ts',
    'subgraphs/orders/graphql/order-resolvers.ts',
    'subgraphs/orders/schema.graphql',
    'subgraphs/orders/codegen.json',
    'prisma/orders/schema.prisma',
    'prisma/orders/migrations/20261123000100_init/migration.sql',
    'schema/proto/depachika/orders/v1/orders.proto',
    'schema/events/depachika.orders.OrderPlaced.v1.json',
    'packages/database/open-database.ts',
    'topology/embedded/config.ts',
    'web/graphiql/explorer.js',
  ])('that the shop runs from starts it anew: %s', (path) => {
    expect(meaningOf(path)).toBe('restart');
  });

  it.each([
    'packages/database/embedded/wire-server.ts',
    'packages/codegen/tasks.ts',
    'topology/development/dev-shop.ts',
    'web/server/pages.ts',
    'package-lock.json',
  ])('that the watching process runs from needs that process started again: %s', (path) => {
    expect(meaningOf(path)).toBe('startAgain');
  });

  it.each([
    'subgraphs/orders/order/order.test.ts',
    'subgraphs/orders/testing/test-orders.ts',
    'subgraphs/orders/generated/resolvers.ts',
    'subgraphs/orders/generated/resolvers.ts.stamp',
    'subgraphs/orders/README.md',
    'subgraphs/orders/main.ts',
    'schema/supergraph.graphql',
    'schema/operations/login.graphql',
    'topology/distributed/plan.ts',
  ])('that the shop does not read means nothing: %s', (path) => {
    expect(meaningOf(path)).toBe('nothing');
  });

  it.each([
    ['subgraphs/orders/schema.graphql', true],
    ['schema/operations/login.graphql', false],
    ['subgraphs/orders/orders.ts', false],
  ])('%s: the graph is composed of it? %s', (path, expected) => {
    expect(isSdl(path)).toBe(expected);
  });
});
