import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cyclesIn } from './cycles.ts';
import { badImportsOf, refusedImport, refusedLibrary } from './import-rules.ts';
import { IMPORT_TABLE } from './import-table.ts';
import { partOf } from './parts.ts';
import { parsed, projectFiles, ROOT } from './source-files.ts';
import { NAMED_RULES } from './subgraph-layers.ts';

const ORDERS = 'subgraphs/orders';
const paths = projectFiles().map(({ path }) => path);

describe('the import table refuses that', () => {
  it.each([
    // Packages stand in layers.
    ['packages/clock/clock.ts', 'packages/events/event-log.ts'],
    ['packages/ids/ids.ts', 'packages/clock/clock.ts'],
    ['packages/redis/redis-connection.ts', 'packages/database/database.ts'],
    ['packages/database/open-database.ts', 'packages/cache/cache.ts'],
    ['packages/pubsub/pubsub.ts', 'packages/events/event-log.ts'],
    ['packages/events/consumer/consumer.ts', 'packages/graphql/errors.ts'],
    ['packages/graphql/build-subgraph.ts', 'packages/service/config.ts'],
    ['packages/domain/subgraph.ts', 'packages/service/run-domain.ts'],
    ['packages/clock/clock.ts', 'schema/services.ts'],
    ['packages/service/config.ts', 'packages/local-servers/free-ports.ts'],
    ['packages/service/config.ts', 'packages/codegen/tasks.ts'],
    ['packages/service/run-domain.ts', 'packages/architecture/imports.ts'],
    ['packages/events/consumer/consumer.ts', `${ORDERS}/orders.ts`],
    ['packages/events/consumer/consumer.ts', 'router/router.ts'],
    ['packages/service/run-service.ts', 'topology/distributed/plan.ts'],
    ['packages/service/run-service.ts', 'demo/seed.ts'],
    // Subgraphs meet only through contracts, and know nothing of what runs them.
    [`${ORDERS}/checkout/place-order.ts`, 'subgraphs/inventory/reservations/reservation.ts'],
    [`${ORDERS}/orders.ts`, 'subgraphs/payments/payments.ts'],
    [`${ORDERS}/graphql/resolvers.ts`, 'subgraphs/products/graphql/resolvers.ts'],
    [`${ORDERS}/orders.ts`, 'router/router.ts'],
    [`${ORDERS}/main.ts`, 'topology/embedded/config.ts'],
    [`${ORDERS}/orders.ts`, 'packages/service/run-service.ts'],
    [`${ORDERS}/checkout/place-order.ts`, 'commands/operate/dlq.ts'],
    [`${ORDERS}/checkout/place-order.ts`, 'demo/people.ts'],
    [`${ORDERS}/checkout/place-order.ts`, 'e2e/support/shop.ts'],
    // Inside a subgraph: graphql → use case → store → rule.
    [`${ORDERS}/graphql/resolvers.ts`, 'packages/database/database.ts'],
    [`${ORDERS}/graphql/resolvers.ts`, `${ORDERS}/generated/prisma/client.ts`],
    [`${ORDERS}/graphql/resolvers.ts`, `${ORDERS}/rpc.ts`],
    [`${ORDERS}/checkout/place-order.ts`, `${ORDERS}/graphql/context.ts`],
    [`${ORDERS}/checkout/place-order.ts`, `${ORDERS}/generated/resolvers.ts`],
    [`${ORDERS}/checkout/place-order.ts`, `${ORDERS}/lifecycle/on-events.ts`],
    [`${ORDERS}/order/order-store.ts`, `${ORDERS}/checkout/place-order.ts`],
    [`${ORDERS}/order/order-store.ts`, `${ORDERS}/graphql/context.ts`],
    [`${ORDERS}/order/order-status.ts`, `${ORDERS}/order/order-store.ts`],
    [`${ORDERS}/order/order-status.ts`, 'packages/database/database.ts'],
    [`${ORDERS}/order/order-status.ts`, 'packages/clock/clock.ts'],
    [`${ORDERS}/order/order.ts`, 'packages/telemetry/logger.ts'],
    [`${ORDERS}/config.ts`, `${ORDERS}/order/order-store.ts`],
    [`${ORDERS}/rpc.ts`, `${ORDERS}/orders.ts`],
    [`${ORDERS}/checkout/place-order.ts`, `${ORDERS}/testing/test-shop.ts`],
    [`${ORDERS}/checkout/place-order.ts`, `${ORDERS}/cart/cart.int.test.ts`],
    [`${ORDERS}/checkout/place-order.ts`, 'packages/testing/database.ts'],
    // The router knows contracts and addresses.
    ['router/router.ts', `${ORDERS}/orders.ts`],
    ['router/router.ts', 'packages/database/open-database.ts'],
    ['router/http/http-server.ts', 'packages/events/event-log.ts'],
    ['router/http/http-server.ts', 'router/websocket/websocket-server.ts'],
    ['router/operation/operations.ts', 'router/http/http-server.ts'],
    ['router/subgraphs/http/http-transport.ts', 'router/admission/access-token.ts'],
    ['router/admission/session-check.ts', 'router/router.ts'],
    ['router/main.ts', 'topology/distributed/plan.ts'],
    // Around them.
    ['schema/compose.ts', `${ORDERS}/orders.ts`],
    ['schema/services.ts', 'packages/clock/clock.ts'],
    ['topology/distributed/start.ts', 'commands/operate/services.ts'],
    ['topology/distributed/start.ts', `${ORDERS}/orders.ts`],
    ['topology/embedded/welcome.ts', 'topology/distributed/plan.ts'],
    ['commands/operate/migrate.ts', 'start.ts'],
    ['commands/operate/migrate.ts', 'e2e/support/shop.ts'],
    ['commands/operate/dlq.ts', `${ORDERS}/orders.ts`],
    ['demo/seed.ts', 'commands/shop/demo-drive.ts'],
    ['demo/seed.ts', `${ORDERS}/graphql/resolvers.ts`],
    ['deploy/run.ts', `${ORDERS}/main.ts`],
    ['bench/bench.ts', 'start.ts'],
    ['bench/bench.ts', 'e2e/support/shop.ts'],
    ['web/graphiql/build.ts', 'router/router.ts'],
    // Pages are clients.
    ['web/server/pages.ts', 'router/router.ts'],
    ['web/server/sessions.ts', 'packages/database/database.ts'],
    ['web/server/sessions.ts', `${ORDERS}/orders.ts`],
    ['web/app/shop/order/order.tsx', 'web/server/sessions.ts'],
    ['web/app/shop/order/order.tsx', `${ORDERS}/order/order-status.ts`],
    ['web/app/shop/order/order.tsx', 'packages/clock/clock.ts'],
    ['web/graphiql/explorer.js', 'web/app/graph/live-client.ts'],
    ['router/http/http-server.ts', 'web/server/pages.ts'],
    ['start.ts', 'web/server/pages.ts'],
    ['web/server/sessions.test.ts', 'router/router.ts'],
    ['start.ts', `${ORDERS}/checkout/place-order.ts`],
    ['start.ts', 'commands/operate/migrate.ts'],
    ['start.ts', 'packages/testing/database.ts'],
    // Tests.
    ['packages/clock/clock.test.ts', `${ORDERS}/orders.ts`],
    [`${ORDERS}/cart/cart.int.test.ts`, 'router/router.ts'],
    ['router/http/http-server.int.test.ts', `${ORDERS}/orders.ts`],
    ['e2e/accounts.e2e.test.ts', `${ORDERS}/order/order-store.ts`],
    // A new folder has no row, and may import nothing.
    ['warehouse/robot.ts', 'packages/clock/clock.ts'],
  ])('%s imports %s', (from, to) => {
    expect(refusedImport(from, to)).toBeTruthy();
    expect(refusedImport(from, to, { typesOnly: true })).toBeTruthy();
  });

  it.each([
    [`${ORDERS}/order/order-events.ts`, 'packages/events/outbox/outbox.ts'],
    [`${ORDERS}/order/order-events.ts`, 'schema/services.ts'],
    [`${ORDERS}/order/services.ts`, `${ORDERS}/config.ts`],
    ['router/http/http-server.ts', 'router/config.ts'],
  ])('%s imports values of %s, and allows types', (from, to) => {
    expect(refusedImport(from, to)).toBeTruthy();
    expect(refusedImport(from, to, { typesOnly: true })).toBeUndefined();
  });
});

describe('the import table allows that', () => {
  it.each([
    ['packages/cache/redis-cache.ts', 'packages/redis/redis-connection.ts'],
    ['packages/events/outbox/relay.ts', 'packages/background/lease.ts'],
    ['packages/domain/subgraph.ts', 'packages/events/event-log.ts'],
    ['packages/service/config.ts', 'schema/services.ts'],
    ['packages/events/outbox/relay.ts', 'packages/events/event-log.ts'],
    [`${ORDERS}/orders.ts`, 'packages/events/consumer/consumer.ts'],
    [`${ORDERS}/orders.ts`, 'schema/generated/proto/depachika/orders/v1/orders_pb.ts'],
    [`${ORDERS}/orders.ts`, `${ORDERS}/generated/prisma/client.ts`],
    [`${ORDERS}/main.ts`, 'packages/service/run-service.ts'],
    [`${ORDERS}/graphql/resolvers.ts`, `${ORDERS}/generated/resolvers.ts`],
    [`${ORDERS}/graphql/resolvers.ts`, `${ORDERS}/checkout/place-order.ts`],
    [`${ORDERS}/graphql/order-resolvers.ts`, `${ORDERS}/order/order-reader.ts`],
    [`${ORDERS}/checkout/place-order.ts`, `${ORDERS}/checkout/saga/saga-store.ts`],
    [`${ORDERS}/order/order-store.ts`, `${ORDERS}/order/order-status.ts`],
    [`${ORDERS}/order/order-store.ts`, 'packages/database/database.ts'],
    [`${ORDERS}/order/order.ts`, `${ORDERS}/checkout/pricing.ts`],
    [`${ORDERS}/order/order.ts`, 'packages/domain/problems.ts'],
    [`${ORDERS}/order/order-events.ts`, 'schema/generated/events.ts'],
    ['subgraphs/delivery/slots/slot-rules.ts', 'packages/clock/jst.ts'],
    [`${ORDERS}/checkout/place-order.int.test.ts`, 'subgraphs/inventory/inventory.ts'],
    ['router/http/http-server.ts', 'router/admission/rate-limit.ts'],
    ['router/router.ts', 'router/websocket/websocket-server.ts'],
    ['start.ts', `${ORDERS}/orders.ts`],
    ['topology/distributed/start.ts', 'packages/local-servers/free-ports.ts'],
    ['deploy/run.ts', 'topology/distributed/plan.ts'],
    ['commands/operate/start-distributed.ts', 'topology/distributed/start.ts'],
    ['commands/develop/check-rules.ts', 'packages/architecture/counters.ts'],
    ['demo/seed.ts', `${ORDERS}/order/order-store.ts`],
    ['topology/embedded/serve-router.ts', 'web/server/pages.ts'],
    ['web/server/pages.ts', 'web/app/session/visitor.ts'],
    ['web/app/shop/order/order.tsx', 'web/generated/operations/order-page.ts'],
    ['bench/shop-process.ts', 'topology/start-arguments.ts'],
    ['e2e/support/shop-process.ts', 'topology/start-arguments.ts'],
  ])('%s imports %s', (from, to) => {
    expect(refusedImport(from, to)).toBeUndefined();
  });
});

describe('of libraries', () => {
  it.each([
    [`${ORDERS}/order/order-status.ts`, 'uuid'],
    [`${ORDERS}/order/order-status.ts`, 'node:fs'],
    [`${ORDERS}/order/order-store.ts`, 'pg'],
    [`${ORDERS}/graphql/resolvers.ts`, '@prisma/adapter-pg'],
    [`${ORDERS}/orders.ts`, 'ioredis'],
    ['packages/cache/redis-cache.ts', 'ioredis'],
    ['router/subgraphs/http/http-transport.ts', '@apollo/server'],
    ['packages/database/database.ts', 'kafkajs'],
    ['router/http/http-server.ts', 'react'],
    ['web/server/pages.ts', 'graphql-ws'],
  ])('the table refuses that %s imports %s', (from, library) => {
    expect(refusedLibrary(from, library)).toBeTruthy();
  });

  it.each([
    [`${ORDERS}/order/order-status.ts`, 'node:crypto'],
    ['packages/redis/redis-connection.ts', 'ioredis'],
    ['web/app/root.tsx', 'react-router'],
    ['packages/events/kafka/kafka-client.ts', 'kafkajs'],
    ['packages/events/kafka/kafka-event-log.int.test.ts', 'ioredis'],
  ])('the table allows that %s imports %s', (from, library) => {
    expect(refusedLibrary(from, library)).toBeUndefined();
  });

  it('the types of a logger may be named everywhere', () => {
    expect(refusedLibrary('router/router.ts', 'pino', { typesOnly: true })).toBeUndefined();
    expect(refusedLibrary('router/router.ts', 'pino')).toBeTruthy();
  });
});

describe('the table itself', () => {
  it('has one row for every part of the project', () => {
    const parts = IMPORT_TABLE.map(({ part }) => part);
    expect(parts).toEqual([...new Set(parts)]);
    expect(paths.filter((path) => !parts.includes(partOf(path).name))).toEqual([]);
  });

  it('names only parts that have a row, and files that exist', () => {
    const generated = ['subgraph resolver types', 'subgraph Prisma client', 'web/generated'];
    const known = [...IMPORT_TABLE.map(({ part }) => part), ...generated];
    const named = IMPORT_TABLE.flatMap(({ imports, types = [] }) => [...imports, ...types]);
    const isKnown = (name: string) => known.includes(name) || existsSync(join(ROOT, name));
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });

  it('lets nobody come back to where they started', () => {
    const running = IMPORT_TABLE.filter(({ part }) => !/\btest\b|^e2e$/.test(part));
    const graph = new Map(
      running.map(({ part, imports, types = [] }) => [
        part,
        new Set(
          [...imports, ...types].map((name) =>
            /\.ts$/.test(name) && name !== 'start.ts' ? partOf(name).name : name,
          ),
        ),
      ]),
    );
    expect(cyclesIn(graph)).toEqual([]);
  });

  it('lists rules by files that exist', () => {
    const listed = Object.entries(NAMED_RULES).flatMap(([domain, files]) =>
      files.map((file) => `subgraphs/${domain}/${file}`),
    );
    expect(listed.filter((path) => !paths.includes(path))).toEqual([]);
  });
});

it('what imports only what a rule may import is a rule, and is named as one', () => {
  const useCases = projectFiles().filter(({ path }) => partOf(path).name === 'subgraph use case');
  const asRule = (path: string) => path.replace(/[^/]+$/, 'some-rules.ts');
  const pure = useCases.filter((file) => badImportsOf({ ...file, path: asRule(file.path) }).length === 0);
  expect(pure.map(({ path }) => path)).toEqual([]);
});

it('says where a bad import stands and why it is bad', () => {
  const code = "import { a } from './order.ts';\n\nconst x = await import(`../rpc.ts`);\n";
  expect(badImportsOf(parsed(`${ORDERS}/order/order-status.ts`, code))).toEqual([
    `${ORDERS}/order/order-status.ts:3 imports ../rpc.ts: subgraph rule may not import subgraph edge: a rule is pure: state and facts in, decision out; it imports rules and types`,
  ]);
});

it('refuses an import whose name only running code knows', () => {
  const code = 'export const load = (name: string) => import(name);';
  expect(badImportsOf(parsed('packages/clock/clock.ts', code))).toHaveLength(1);
  expect(badImportsOf(parsed('deploy/run.ts', code))).toEqual([]);
});
