import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { type Caller, SCOPES } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { WALKED, walkBothWays } from '@depachika/testing/walk-both-ways.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditText } from '../audit/stock-audit.ts';
import { auditStock } from '../audit/stock-audit-reader.ts';
import { runDueJobs } from '../background-jobs.ts';
import { inventoryConfig } from '../config.ts';
import { inventorySubgraph } from '../inventory.ts';
import { createReservations, type Reservations } from '../reservations/reservations.ts';
import {
  addLocations,
  addStock,
  eventsAbout,
  hear,
  settleDependencies,
  silent,
  totalsOf,
  wanted,
} from '../testing/test-stock.ts';
import { ordersConsumer } from './on-events.ts';

const clock = systemClock;
const user = (role: 'CUSTOMER' | 'STAFF'): Caller => ({
  kind: 'user',
  userId: newId('usr'),
  sessionId: newId('ses'),
  roles: [role],
  scopes: SCOPES[role],
});
const callers = { customer: user('CUSTOMER'), staff: user('STAFF') };

let shop: TestDatabase;
let database: Database;
let subgraph: Subgraph;
let location: string;
let other: string;
let promised: Reservations;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['inventory'] });
  database = shop.database('inventory');
  [location, other] = (await addLocations(database, 2)) as [string, string];
  promised = createReservations({ database, clock, crashPoints: noCrashPoints }, inventoryConfig({}));
  subgraph = inventorySubgraph({
    database,
    clock,
    crashPoints: noCrashPoints,
    logger: silent,
    pubSub: inProcessPubSub({ logger: silent }),
    identity: { verify: async (token: string) => callers[token as keyof typeof callers] },
    config: inventoryConfig({}),
    products: { getVariants: async () => ({ variants: [] }) },
  } as unknown as ServiceDependencies & Parameters<typeof inventorySubgraph>[0]);
});
afterAll(async () => {
  await subgraph.close();
  await shop.close();
});

const DECIDE = `mutation ($input: DecideReturnedGoodsInput!) { decideReturnedGoods(input: $input) { __typename
  ... on DecideReturnedGoodsSuccess { goods { quantity restocked writtenOff decidedBy note } }
  ... on InvalidInput { field allowed } ... on NotFound { id } ... on GoodsDecided { restocked writtenOff } } }`;

async function ask(as: keyof typeof callers, query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await subgraph.execute({ query, variables }, as);
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
  return (errors?.[0]?.extensions.code ?? JSON.parse(JSON.stringify(data))) as any;
}

async function decide(orderId: string, lines: object[], more: object = {}) {
  return (await ask('staff', DECIDE, { input: { orderId, lines, ...more } })).decideReturnedGoods;
}

async function settle() {
  while ((await runDueJobs(settleDependencies(database, clock))) !== 'idle');
}

/** An order that left the shop with these pieces. */
async function shipped(quantities: Record<string, number>): Promise<string> {
  const request = wanted(clock, quantities);
  expect((await promised.reserve(request)).kind).toBe('reserved');
  await hear(database, ['OrderConfirmed', request.key], ['OrderShipped', request.key]);
  await settle();
  return request.key;
}

/** What orders tells when money is asked back. */
async function refundRequested(orderId: string, reason: string): Promise<void> {
  const { handlers } = ordersConsumer({ ...settleDependencies(database, clock), wake: () => undefined });
  const stored = { event: { data: { orderId, holdKey: orderId, reason } } } as StoredEvent;
  await database.transaction({ name: 'test.consume' }, (tx) =>
    handlers['depachika.orders.RefundRequested.v1']!(tx, stored),
  );
}

async function movementsOf(orderId: string) {
  return database.query(
    `SELECT kind, quantity, written_off AS "writtenOff", actor FROM inventory.movements WHERE reference = $1 ORDER BY id`,
    [orderId],
  );
}

const isRight = async () => expect(auditText(await auditStock(database))).toContain('Stock is right');

describe('goods of an order that came back', () => {
  it('wait for staff, and go back on the shelf or are written off, as the ledger says', async () => {
    const [dorayaki, vase] = [
      await addStock(database, { [location]: 5 }),
      await addStock(database, { [location]: 5 }),
    ];
    const orderId = await shipped({ [dorayaki]: 3, [vase]: 2 });
    expect(await totalsOf(database, vase)).toEqual({ onHand: 3, reserved: 0 });
    await refundRequested(orderId, 'RETURNED');
    await refundRequested(orderId, 'RETURNED');
    await settle();
    await isRight();
    const waiting = await ask(
      'staff',
      '{ returnedGoods(first: 100) { nodes { order { id } cause quantity restocked } } }',
    );
    expect(
      waiting.returnedGoods.nodes.filter(({ order }: { order: { id: string } }) => order.id === orderId),
    ).toEqual(
      expect.arrayContaining([
        { order: { id: orderId }, cause: 'RETURNED', quantity: 3, restocked: null },
        { order: { id: orderId }, cause: 'RETURNED', quantity: 2, restocked: null },
      ]),
    );

    const ends = WALKED.replace('{ id }', '{ id: openedAt variant { id } }');
    const walked = await walkBothWays(async (args) => {
      const { returnedGoods } = await ask('staff', `{ returnedGoods(${args}) { ${ends} } }`);
      const nodes: { id: string; variant: { id: string } }[] = returnedGoods.nodes;
      return { ...returnedGoods, nodes: nodes.map(({ id, variant }) => ({ id: `${id} ${variant.id}` })) };
    }, 1);
    expect(walked.backwards).toEqual(walked.forwards);
    expect(walked.forwards.length).toBeGreaterThanOrEqual(2);

    const lines = [
      { variantId: dorayaki, restock: 0, writeOff: 3 },
      { variantId: vase, restock: 1, writeOff: 1 },
    ];
    const { goods } = await decide(orderId, lines, { note: '一つ割れ' });
    const by = { decidedBy: (callers.staff as { userId: string }).userId, note: '一つ割れ' };
    expect(goods).toHaveLength(2);
    expect(goods).toEqual(
      expect.arrayContaining([
        { quantity: 3, restocked: 0, writtenOff: 3, ...by },
        { quantity: 2, restocked: 1, writtenOff: 1, ...by },
      ]),
    );
    expect(await totalsOf(database, dorayaki)).toEqual({ onHand: 2, reserved: 0 });
    expect(await totalsOf(database, vase)).toEqual({ onHand: 4, reserved: 0 });
    expect((await movementsOf(orderId)).filter(({ kind }) => kind !== 'SHIPPED')).toEqual(
      expect.arrayContaining([
        { kind: 'WRITTEN_OFF', quantity: 0, writtenOff: 3, actor: by.decidedBy },
        { kind: 'RETURNED', quantity: 1, writtenOff: 0, actor: by.decidedBy },
        { kind: 'WRITTEN_OFF', quantity: 0, writtenOff: 1, actor: by.decidedBy },
      ]),
    );
    expect((await eventsAbout(database, orderId)).at(-1)).toEqual({
      event: 'StockReturned',
      data: expect.objectContaining({ lines: [{ variantId: vase, quantity: 1 }] }),
    });
    await isRight();
    const page = await ask(
      'staff',
      `{ _entities(representations: [{ __typename: "Order", id: "${orderId}" }]) { ... on Order { returnedGoods { quantity } } } }`,
    );
    expect(page._entities[0].returnedGoods).toHaveLength(2);
  });

  it('are decided once: the same again changes nothing, another decision is refused', async () => {
    const variantId = await addStock(database, { [location]: 2, [other]: 4 });
    const orderId = await shipped({ [variantId]: 5 });
    await refundRequested(orderId, 'RETURNED');
    const line = { variantId, restock: 4, writeOff: 1 };
    expect(await decide(orderId, [line])).toMatchObject({ __typename: 'DecideReturnedGoodsSuccess' });
    expect(await decide(orderId, [line])).toMatchObject({ __typename: 'DecideReturnedGoodsSuccess' });
    expect(await decide(orderId, [{ variantId, restock: 5, writeOff: 0 }])).toEqual({
      __typename: 'GoodsDecided',
      restocked: 4,
      writtenOff: 1,
    });
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 5, reserved: 0 });
    await isRight();
  });

  it('are booked once when ten decide at once, beside orders for the same pieces', async () => {
    const variantId = await addStock(database, { [location]: 9, [other]: 9 });
    const orderId = await shipped({ [variantId]: 12 });
    await refundRequested(orderId, 'RETURNED');
    await Promise.all([
      ...Array.from({ length: 10 }, () => decide(orderId, [{ variantId, restock: 12, writeOff: 0 }])),
      ...Array.from({ length: 10 }, () => promised.reserve(wanted(clock, { [variantId]: 1 }))),
    ]);
    expect(await totalsOf(database, variantId)).toMatchObject({ onHand: 18 });
    expect((await movementsOf(orderId)).filter(({ kind }) => kind === 'RETURNED').length).toBe(2);
    await isRight();
  });

  it.each([
    [{ restock: 1, writeOff: 0 }, 'lines.0.restock'],
    [{ restock: 3, writeOff: 0 }, 'lines.0.restock'],
    [{ restock: -1, writeOff: 3 }, 'lines.0.restock'],
  ])('are not decided by %j when two came back', async (split, field) => {
    const variantId = await addStock(database, { [location]: 2 });
    const orderId = await shipped({ [variantId]: 2 });
    await refundRequested(orderId, 'RETURNED');
    expect(await decide(orderId, [{ variantId, ...split }])).toMatchObject({
      __typename: 'InvalidInput',
      field,
    });
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 0, reserved: 0 });
  });

  it('are none while an order is on its way, or when money goes back for another reason', async () => {
    const variantId = await addStock(database, { [location]: 2 });
    const orderId = await shipped({ [variantId]: 2 });
    const line = { variantId, restock: 2, writeOff: 0 };
    expect(await decide(orderId, [line])).toEqual({ __typename: 'NotFound', id: orderId });
    await refundRequested(orderId, 'LATE_PAYMENT_UNFULFILLABLE');
    expect(await decide(orderId, [line])).toEqual({ __typename: 'NotFound', id: orderId });
    const held = wanted(clock, { [await addStock(database, { [location]: 2 })]: 1 });
    await promised.reserve(held);
    await refundRequested(held.key, 'RETURNED');
    expect(await decide(held.key, [line])).toMatchObject({ __typename: 'NotFound' });
  });

  it('are staff’s to decide', async () => {
    const input = { orderId: newId('ord'), lines: [{ variantId: newId('var'), restock: 1, writeOff: 0 }] };
    expect(await ask('customer', DECIDE, { input })).toBe('FORBIDDEN');
    expect(await ask('customer', '{ returnedGoods { nodes { quantity } } }')).toBe('FORBIDDEN');
  });
});

describe('goods of a parcel that is lost or damaged', () => {
  it.each(['LOST', 'DAMAGED'])('are written off when it is %s, once and by themselves', async (cause) => {
    const variantId = await addStock(database, { [location]: 2, [other]: 4 });
    const orderId = await shipped({ [variantId]: 5 });
    await Promise.all([refundRequested(orderId, cause), refundRequested(orderId, cause)]);
    await Promise.all([settle(), settle()]);
    const written = (await movementsOf(orderId)).filter(({ kind }) => kind === 'WRITTEN_OFF');
    expect(written.reduce((sum, one) => sum + (one.writtenOff as number), 0)).toBe(5);
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 1, reserved: 0 });
    expect(await decide(orderId, [{ variantId, restock: 5, writeOff: 0 }])).toMatchObject({
      __typename: 'GoodsDecided',
      restocked: 0,
      writtenOff: 5,
    });
    await isRight();
  });
});

describe('the books', () => {
  it('refuse to change what was decided, and to forget it', async () => {
    const variantId = await addStock(database, { [location]: 2 });
    const orderId = await shipped({ [variantId]: 2 });
    await refundRequested(orderId, 'RETURNED');
    await decide(orderId, [{ variantId, restock: 2, writeOff: 0 }]);
    await expect(
      database.query(
        'UPDATE inventory.returned_goods SET restocked = 1, written_off = 1 WHERE order_id = $1',
        [orderId],
      ),
    ).rejects.toThrow('decided once');
    await expect(
      database.query('DELETE FROM inventory.returned_goods WHERE order_id = $1', [orderId]),
    ).rejects.toThrow('decided once');
  });

  it('show the audit a decision without movements, and movements without a decision', async () => {
    const variantId = await addStock(database, { [location]: 4 });
    const orderId = await shipped({ [variantId]: 2 });
    await refundRequested(orderId, 'RETURNED');
    await database.query(
      `UPDATE inventory.returned_goods SET restocked = 1, written_off = 1, decided_at = now(), decided_by = 'hand'
       WHERE order_id = $1`,
      [orderId],
    );
    const stray = await addStock(database, { [location]: 1 });
    await database.query(
      `INSERT INTO inventory.movements (id, level_id, kind, quantity, written_off, reference, actor, created_at)
       SELECT $1, id, 'WRITTEN_OFF', 0, 7, $2, 'hand', now() FROM inventory.levels WHERE variant_id = $3`,
      [newId('mov'), newId('ord'), stray],
    );
    const report = await auditStock(database);
    expect(report.goodsDifferences).toHaveLength(2);
    expect(report.goodsDifferences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ orderId, restocked: 1, writtenOff: 1, bookedBack: 0, bookedOff: 0 }),
        expect.objectContaining({ restocked: 0, bookedOff: 7 }),
      ]),
    );
    expect(report.differenceCount).toBe(2);
    expect(auditText(report)).toContain('1 back on the shelf, 0 by movements; 1 written off, 0 by movements');
  });
});
