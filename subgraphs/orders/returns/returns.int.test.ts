import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { orderLives } from '../testing/order-lives.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';

let store: TestDatabase;
let shop: TestShop;
let lives: ReturnType<typeof orderLives>;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  shop = await openTestShop(store.database('orders'));
  lives = orderLives(shop);
});
afterAll(() => store.close());

const staffId = newId('usr');
const DAY_MS = 86_400_000;

/** What the graph says beforehand of each line. */
async function returnableFor(orderId: string, userId: string) {
  const { data, errors } = await shop.ask(
    userId,
    'query ($id: ID!) { order(id: $id) { number lines { returnableFor } } }',
    { id: orderId },
  );
  const { lines } = (data as { order: { lines: { returnableFor: string | null }[] } }).order;
  return [...lines.map((line) => line.returnableFor), ...(errors ?? []).map(({ path }) => path!.join('.'))];
}

describe('giving an order back', () => {
  it('asks for the money when staff accept', async () => {
    const { orderId, userId } = await lives.delivered();
    expect(await lives.mutate(userId, 'requestReturn', { orderId, reason: ' ' })).toMatchObject({
      field: 'reason',
    });
    expect(await lives.mutate(userId, 'requestReturn', { orderId, reason: '傷がありました' })).toMatchObject({
      order: { status: 'RETURN_REQUESTED', version: 7 },
    });
    const decision = { orderId, expectedVersion: 7, accept: true };
    expect(await lives.mutate(userId, 'decideReturn', decision)).toBe('FORBIDDEN');
    expect(await lives.mutate(staffId, 'decideReturn', decision, 'STAFF')).toMatchObject({
      order: { status: 'RETURNED' },
    });
    expect((await shop.outbox(orderId)).slice(-3)).toMatchObject([
      { type: 'ReturnRequested', data: { customerId: userId } },
      { type: 'ReturnDecided', data: { accepted: true } },
      { type: 'RefundRequested', data: { amountYen: 2_440 } },
    ]);
    expect(JSON.stringify(await shop.outbox(orderId))).not.toContain('傷がありました');
  });

  it('leaves it delivered when staff refuse, without a second delivery', async () => {
    const placed = await lives.delivered();
    const { orderId, userId } = placed;
    await lives.mutate(userId, 'requestReturn', { orderId, reason: 'x' });
    const refusal = { orderId, expectedVersion: 7, accept: false };
    expect(await lives.mutate(staffId, 'decideReturn', refusal, 'STAFF')).toMatchObject({
      order: { status: 'DELIVERED' },
    });
    expect((await lives.typesOf(placed)).slice(-3)).toEqual([
      'OrderDelivered',
      'ReturnRequested',
      'ReturnDecided',
    ]);
    expect((await shop.outbox(orderId)).at(-1)!.data).toMatchObject({ accepted: false });
  });

  it.each([
    ['longer than 200 characters', 'a'.repeat(201)],
    ['with a direction override', '受取\u202e済'],
    ['with half a character', 'a\ud83d'],
  ])('is not decided with a note %s, and is with one of 200 characters', async (_, note) => {
    const { orderId, userId } = await lives.delivered();
    await lives.mutate(userId, 'requestReturn', { orderId, reason: '傷\nがありました' });
    const decision = { orderId, expectedVersion: 7, accept: false };
    expect(await lives.mutate(staffId, 'decideReturn', { ...decision, note }, 'STAFF')).toMatchObject({
      __typename: 'InvalidInput',
      field: 'note',
    });
    const longest = { ...decision, note: `${'a'.repeat(199)}😀` };
    expect(await lives.mutate(staffId, 'decideReturn', longest, 'STAFF')).toMatchObject({
      order: { status: 'DELIVERED' },
    });
  });

  it('that was refused cannot be asked for again, and is looked at by staff once more', async () => {
    const { orderId, userId } = await lives.delivered();
    await lives.mutate(userId, 'requestReturn', { orderId, reason: 'x' });
    const refuse = (expectedVersion: number) =>
      lives.mutate(staffId, 'decideReturn', { orderId, expectedVersion, accept: false }, 'STAFF');
    await refuse(7);
    const refused = { __typename: 'ReturnNotPossible', reason: 'REFUSED_BEFORE' };
    for (let again = 0; again < 3; again += 1) {
      expect(await lives.mutate(userId, 'requestReturn', { orderId, reason: 'x', defective: true })).toEqual(
        refused,
      );
    }
    const open = (expectedVersion: number) =>
      lives.mutate(staffId, 'openReturn', { orderId, expectedVersion, reason: 'x' }, 'STAFF');
    expect(await open(8)).toMatchObject({ order: { status: 'RETURN_REQUESTED', version: 9 } });
    await refuse(9);
    expect(await open(10)).toEqual(refused);
  });

  it('of food that does not keep is for defects alone', async () => {
    const { orderId, userId } = await lives.delivered();
    const known = shop.otherDomains.prices.get(shop.variantId)!;
    shop.otherDomains.prices.set(shop.variantId, { ...known, categorySlugs: ['bento', 'meals'] });
    onTestFinished(() => void shop.otherDomains.prices.set(shop.variantId, known));
    expect(await returnableFor(orderId, userId)).toEqual(['DEFECT']);
    const wish = { orderId, reason: '口に合いません' };
    expect(await lives.mutate(userId, 'requestReturn', wish)).toEqual({
      __typename: 'ReturnNotPossible',
      reason: 'PERISHABLE',
    });
    expect(await lives.mutate(userId, 'requestReturn', { ...wish, defective: true })).toMatchObject({
      order: { status: 'RETURN_REQUESTED' },
    });
  });

  it('says beforehand that other goods are for any reason, and nothing while nobody can tell', async () => {
    const { orderId, userId } = await lives.delivered();
    expect(await returnableFor(orderId, userId)).toEqual(['ANY_REASON']);
    shop.otherDomains.misbehave('products.getVariants', 'fails');
    expect(await returnableFor(orderId, userId)).toEqual([null, 'order.lines.0.returnableFor']);
  });

  it('is asked for once when a customer asks twice at once', async () => {
    const { orderId, userId } = await lives.delivered();
    const ask = () => lives.mutate(userId, 'requestReturn', { orderId, reason: 'x' });
    const names = (await Promise.all([ask(), ask(), ask()])).map(
      (one) => (one as { __typename: string }).__typename,
    );
    expect(names.sort()).toEqual([
      'IllegalOrderTransition',
      'IllegalOrderTransition',
      'RequestReturnSuccess',
    ]);
  });

  it('cannot be asked for by staff, nor before it is delivered', async () => {
    const { orderId, userId } = await lives.shipped();
    expect(await lives.mutate(staffId, 'requestReturn', { orderId, reason: 'x' }, 'STAFF')).toMatchObject({
      id: orderId,
    });
    expect(await lives.mutate(userId, 'requestReturn', { orderId, reason: 'x' })).toMatchObject({
      from: 'SHIPPED',
    });
    const decision = { orderId, expectedVersion: 4, accept: true };
    expect(await lives.mutate(staffId, 'decideReturn', decision, 'STAFF')).toMatchObject({ from: 'SHIPPED' });
  });

  // Time moves for good: the slot of the tests is over after this.
  it('can be asked for within eight days, and then of staff alone', async () => {
    const { orderId, userId } = await lives.delivered();
    const read = `{ order(id: "${orderId}") { allowedActions returnableUntil } }`;
    const order = async () => JSON.parse(JSON.stringify((await shop.ask(userId, read)).data)).order;
    const returnableUntil = new Date(shop.clock.now().getTime() + 8 * DAY_MS).toISOString();
    expect(await order()).toEqual({ allowedActions: ['REQUEST_RETURN'], returnableUntil });
    shop.clock.advance(8 * DAY_MS + 1);
    expect(await order()).toEqual({ allowedActions: [], returnableUntil });
    for (const defective of [false, true]) {
      expect(
        await lives.mutate(userId, 'requestReturn', { orderId, reason: '遅れました', defective }),
      ).toEqual({
        __typename: 'ReturnNotPossible',
        reason: 'WINDOW_OVER',
      });
    }
    shop.clock.advance(38 * DAY_MS);
    const defect = { orderId, expectedVersion: 6, reason: '割れていました' };
    expect(await lives.mutate(userId, 'openReturn', defect)).toBe('FORBIDDEN');
    expect(
      await lives.mutate(staffId, 'openReturn', { ...defect, expectedVersion: 5 }, 'STAFF'),
    ).toMatchObject({
      currentVersion: 6,
    });
    expect(await lives.mutate(staffId, 'openReturn', defect, 'STAFF')).toMatchObject({
      order: { status: 'RETURN_REQUESTED', version: 7 },
    });
    const decision = { orderId, expectedVersion: 7, accept: true };
    expect(await lives.mutate(staffId, 'decideReturn', decision, 'STAFF')).toMatchObject({
      order: { status: 'RETURNED' },
    });
  });
});
