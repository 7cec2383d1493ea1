import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { anonymous, type Caller, SCOPES, serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { WALKED, walkBothWays } from '@depachika/testing/walk-both-ways.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryConfig } from './config.ts';
import { inventorySubgraph } from './inventory.ts';
import { addLocations, addStock, silent, totalsOf } from './testing/test-stock.ts';

const user = (role: 'CUSTOMER' | 'STAFF'): Caller => ({
  kind: 'user',
  userId: newId('usr'),
  sessionId: newId('ses'),
  roles: [role],
  scopes: SCOPES[role],
});
const callers = { anonymous, customer: user('CUSTOMER'), staff: user('STAFF') };

let shop: TestDatabase;
let database: Database;
let subgraph: Subgraph;
let location: string;
const rpc = directRpc();
const rpcAs = (caller: Caller): RpcClient<typeof InventoryService> =>
  rpc.connector(caller).client(InventoryService);

beforeAll(async () => {
  shop = await testDatabase({ domains: ['inventory'] });
  database = shop.database('inventory');
  [location] = (await addLocations(database, 2)) as [string];
  subgraph = inventorySubgraph({
    database,
    clock: systemClock,
    crashPoints: noCrashPoints,
    logger: silent,
    pubSub: inProcessPubSub({ logger: silent }),
    identity: { verify: async (token: string) => callers[token as keyof typeof callers] },
    config: inventoryConfig({}),
    products: { getVariants: async () => ({ variants: [] }) },
  } as unknown as ServiceDependencies & Parameters<typeof inventorySubgraph>[0]);
  rpc.serve(subgraph.rpc, silent);
  await subgraph.ready();
});
afterAll(async () => {
  await subgraph.close();
  await shop.close();
});

async function ask(as: keyof typeof callers, query: string, variables?: GraphQLRequest['variables']) {
  return (await subgraph.execute({ query, variables }, as)) as {
    // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
    data: any;
    errors?: readonly { extensions: { code?: unknown } }[];
  };
}

const codes = (result: Awaited<ReturnType<typeof ask>>) =>
  result.errors?.map(({ extensions }) => extensions.code);

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on ProductVariant { id stock { available status } } ... on StockLevel { id } } }`;

describe('stock of variants', () => {
  it('tells what can be bought, in a word too, and nothing of a variant that it does not know', async () => {
    const variants = [
      await addStock(database, { [location]: 6 }),
      await addStock(database, { [location]: 5 }),
      newId('var'),
    ];
    const { data } = await ask('anonymous', ENTITIES, { representations: representationsOf(variants) });
    expect(data._entities.map(({ stock }: { stock: unknown }) => stock)).toEqual([
      { available: 6, status: 'IN_STOCK' },
      { available: 5, status: 'LOW' },
      { available: 0, status: 'OUT_OF_STOCK' },
    ]);
  });

  it('reads any number of variants with one statement', async () => {
    const variants = await Promise.all(
      Array.from({ length: 60 }, () => addStock(database, { [location]: 6 })),
    );
    const before = database.statementCount();
    await ask('anonymous', ENTITIES, { representations: representationsOf(variants) });
    expect(database.statementCount() - before).toBe(1);
  });
});

const representationsOf = (ids: readonly string[]) => ids.map((id) => ({ __typename: 'ProductVariant', id }));

describe('what only staff may see and do', () => {
  const stockOf = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ProductVariant { stock { levels { onHand } } } } }`;
  const entity = (type: string) =>
    `{ _entities(representations: [{ __typename: "${type}", id: "x" }]) { __typename } }`;
  const receive = `mutation { receiveStock(input: { idempotencyKey: "k", variantId: "v", locationId: "l", quantity: 1 }) { __typename } }`;
  const adjust = `mutation { adjustStock(input: { variantId: "v", locationId: "l", onHand: 1, expectedVersion: 0, reason: "r" }) { __typename } }`;
  const variables = { r: [{ __typename: 'ProductVariant', id: newId('var') }] };

  it.each([
    ['levels of a variant', stockOf],
    ['stockLocations', '{ stockLocations { code } }'],
    ['stockLevels', '{ stockLevels { nodes { onHand } } }'],
    ['a level by reference', entity('StockLevel')],
    ['a location by reference', entity('StockLocation')],
    ['receiveStock', receive],
    ['adjustStock', adjust],
  ])('refuses %s to customers and strangers', async (_, query) => {
    expect(codes(await ask('customer', query, query === stockOf ? variables : undefined))).toEqual([
      'FORBIDDEN',
    ]);
    expect(codes(await ask('anonymous', query, query === stockOf ? variables : undefined))).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(codes(await ask('staff', query, query === stockOf ? variables : undefined))).toBeUndefined();
  });
});

describe('staff', () => {
  const RECEIVE = `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { __typename
    ... on ReceiveStockSuccess { level { id onHand version available location { id } } } ... on InvalidInput { field } ... on NotFound { id } } }`;
  const ADJUST = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename
    ... on AdjustStockSuccess { level { onHand version movements { nodes { kind quantity reference actor } } } }
    ... on VersionConflict { currentVersion } ... on InvalidInput { field } } }`;

  it('receives, counts, and reads why', async () => {
    const variantId = await addStock(database, { [location]: 2 });
    const input = {
      idempotencyKey: newId('req'),
      variantId,
      locationId: location,
      quantity: 3,
      reference: 'D-7',
    };
    const received = await ask('staff', RECEIVE, { input });
    expect(received.data.receiveStock).toMatchObject({
      level: { onHand: 5, version: 2, available: 5, location: { id: location } },
    });
    const count = { variantId, locationId: location, onHand: 4, expectedVersion: 2, reason: 'broken' };
    const counted = await ask('staff', ADJUST, { input: count });
    expect(counted.data.adjustStock.level).toMatchObject({ onHand: 4, version: 3 });
    expect(
      counted.data.adjustStock.level.movements.nodes
        .map(({ kind, quantity }: { kind: string; quantity: number }) => [kind, quantity])
        .sort(),
    ).toEqual([
      ['ADJUSTED', -1],
      ['RECEIVED', 2],
      ['RECEIVED', 3],
    ]);
    const late = await ask('staff', ADJUST, { input: count });
    expect(late.data.adjustStock).toEqual({ __typename: 'VersionConflict', currentVersion: 3 });
  });

  it('is told which field is wrong, and what is unknown', async () => {
    const input = {
      idempotencyKey: newId('req'),
      variantId: newId('var'),
      locationId: location,
      quantity: -1,
    };
    expect((await ask('staff', RECEIVE, { input })).data.receiveStock).toEqual({
      __typename: 'InvalidInput',
      field: 'quantity',
    });
    const unknown = await ask('staff', RECEIVE, { input: { ...input, quantity: 1 } });
    expect(unknown.data.receiveStock).toEqual({ __typename: 'NotFound', id: input.variantId });
  });

  it('walks all levels exactly once, lowest first, with statements that do not grow with the page', async () => {
    const seen: { id: string; available: number }[] = [];
    const statements: number[] = [];
    const query = `query ($after: String, $first: Int) { stockLevels(first: $first, after: $after) {
      nodes { id available location { code } variant { id stock { available } } movements(first: 1) { nodes { id } } }
      pageInfo { hasNextPage endCursor } } }`;
    for (let after: string | null = null, more = true; more; ) {
      const before = database.statementCount();
      const { data } = await ask('staff', query, { after, first: seen.length === 0 ? 3 : 50 });
      statements.push(database.statementCount() - before);
      seen.push(...data.stockLevels.nodes);
      ({ endCursor: after, hasNextPage: more } = data.stockLevels.pageInfo);
    }
    const rows = await database.query('SELECT id FROM inventory.levels');
    expect(new Set(seen.map(({ id }) => id)).size).toBe(rows.length);
    expect(seen).toHaveLength(rows.length);
    expect(seen.map(({ available }) => available)).toEqual(
      seen.map(({ available }) => available).sort((a, b) => a - b),
    );
    expect(new Set(statements).size).toBe(1);
    expect(statements[0]).toBeLessThanOrEqual(4);
  });

  it('reads levels and their movements the same from either end', async () => {
    const levels = async (args: string) =>
      (await ask('staff', `{ stockLevels(${args}) { ${WALKED} } }`)).data.stockLevels;
    const { forwards, backwards } = await walkBothWays(levels, 7);
    expect(backwards).toEqual(forwards);
    expect(forwards.length).toBeGreaterThan(7);
    const variantId = await addStock(database, { [location]: 1 });
    for (let receipt = 0; receipt < 5; receipt += 1) {
      const input = { idempotencyKey: newId('req'), variantId, locationId: location, quantity: 1 };
      await ask('staff', RECEIVE, { input });
    }
    const query = (args: string) =>
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ProductVariant { stock { levels { movements(${args}) { ${WALKED} } } } } } }`;
    const movements = async (args: string) => {
      const { data } = await ask('staff', query(args), {
        r: [{ __typename: 'ProductVariant', id: variantId }],
      });
      return data._entities[0].stock.levels[0].movements;
    };
    const walked = await walkBothWays(movements, 2);
    expect(walked.forwards.length).toBeGreaterThanOrEqual(5);
    expect(walked.forwards).toEqual(walked.forwards.toSorted().reverse());
    expect(walked.backwards).toEqual(walked.forwards);
  });

  it.each([
    ['{ stockLevels(first: 0) { nodes { id } } }'],
    ['{ stockLevels(first: 101) { nodes { id } } }'],
    ['{ stockLevels(after: "made up") { nodes { id } } }'],
    ['{ stockLevels(maxAvailable: -1) { nodes { id } } }'],
  ])('is told that %s is no page', async (query) => {
    expect(codes(await ask('staff', query))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('RPC', () => {
  const expiresAt = timestampFromDate(new Date(Date.now() + 900_000));

  it('reserves, answers again, extends, tells availability and releases', async () => {
    const orders = rpcAs(serviceCaller('orders'));
    const variantId = await addStock(database, { [location]: 5 });
    const request = { key: newId('ord'), lines: [{ variantId, quantity: 2 }], expiresAt };
    expect((await orders.reserveStock(request)).result.case).toBe('reserved');
    expect((await orders.reserveStock(request)).result.case).toBe('reserved');
    expect((await orders.reserveStock({ ...request, lines: [{ variantId, quantity: 3 }] })).result.case).toBe(
      'keyReused',
    );
    expect((await orders.extendReservation({ key: request.key, expiresAt })).extended).toBe(true);
    const { availability } = await orders.getAvailability({ variantIds: [variantId, 'unknown'] });
    expect(availability.map(({ available }) => available)).toEqual([3, 0]);
    expect((await orders.releaseReservation({ key: request.key })).released).toBe(true);
    expect((await orders.reserveStock(request)).result.case).toBe('closed');
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 5, reserved: 0 });
  });

  it('tells and takes what some locations have, and which locations there are', async () => {
    const [orders, delivery] = [rpcAs(serviceCaller('orders')), rpcAs(serviceCaller('delivery'))];
    const variantId = await addStock(database, { [location]: 5 });
    const elsewhere = newId('loc');
    const availableAt = async (locationIds: string[]) =>
      (await delivery.getAvailability({ variantIds: [variantId], locationIds })).availability[0]!.available;
    expect(await availableAt([])).toBe(5);
    expect(await availableAt([elsewhere, location])).toBe(5);
    expect(await availableAt([elsewhere])).toBe(0);
    const request = { lines: [{ variantId, quantity: 2 }], expiresAt };
    const far = { ...request, key: newId('ord'), locationIds: [elsewhere] };
    expect((await orders.reserveStock(far)).result.case).toBe('insufficientStock');
    const near = { ...request, key: newId('ord'), locationIds: [location] };
    expect((await orders.reserveStock(near)).result.case).toBe('reserved');
    expect(await availableAt([location])).toBe(3);
    expect((await delivery.getLocations({ locationIds: [elsewhere, location] })).locationIds).toEqual([
      location,
    ]);
    await expect(delivery.getLocations({ locationIds: [] })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(orders.getLocations({ locationIds: [location] })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('refuses persons', async () => {
    const key = newId('ord');
    const calls = [
      rpcAs(callers.staff).reserveStock({ key, lines: [{ variantId: 'v', quantity: 1 }], expiresAt }),
      rpcAs(callers.customer).releaseReservation({ key }),
      rpcAs(callers.anonymous).extendReservation({ key, expiresAt }),
      rpcAs(callers.customer).getAvailability({ variantIds: ['v'] }),
      rpcAs(callers.customer).getLocations({ locationIds: [location] }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it.each([
    ['no key', { key: '' }],
    ['no lines', { lines: [] }],
    [
      'a variant twice',
      {
        lines: [
          { variantId: 'v', quantity: 1 },
          { variantId: 'v', quantity: 1 },
        ],
      },
    ],
    ['no piece', { lines: [{ variantId: 'v', quantity: 0 }] }],
    ['less than no piece', { lines: [{ variantId: 'v', quantity: -1 }] }],
    ['1,000 pieces', { lines: [{ variantId: 'v', quantity: 1000 }] }],
    ['no expiry', { expiresAt: undefined }],
    ['an expiry in the past', { expiresAt: timestampFromDate(new Date(0)) }],
  ])('refuses %s', async (_, change) => {
    const request = { key: newId('ord'), lines: [{ variantId: 'v', quantity: 1 }], expiresAt, ...change };
    await expect(rpcAs(serviceCaller('orders')).reserveStock(request)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

it('tells what its background jobs should have done, and since when', async () => {
  await addStock(database, { [location]: 1 });
  const now = Date.now();
  await database.query(
    `INSERT INTO inventory.reservations (key, order_id, status, lines_hash, expires_at, created_at)
     VALUES ('late', 'ord_late', 'HELD', 'hash', $1, $1)`,
    [new Date(now - 600_000)],
  );
  await database.query(
    `INSERT INTO inventory.endings (reservation_key, kind, order_id, requested_at, not_before)
     VALUES ('late', 'RETURN', 'ord_late', $1, $2)`,
    [new Date(now - 7_200_000), new Date(now + 60_000)],
  );
  const [counts, ages] = await Promise.all(subgraph.gauges!.map((gauge) => gauge.read()));
  expect(counts!.map(({ labels, value }) => [labels.job, value])).toEqual([
    ['settle_ending', 1],
    ['expire_hold', 1],
    ['write_off', 0],
  ]);
  expect(ages!.map(({ value }) => Math.floor(value / 60))).toEqual([120, 10, 0]);
});
