import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    expect((await shop.outbox(orderId)).at(-1)).toMatchObject({
      type: 'RefundRequested',
      data: { amountYen: 2_440 },
    });
  });

  it('leaves it delivered when staff refuse, without a second delivery', async () => {
    const placed = await lives.delivered();
    const { orderId, userId } = placed;
    await lives.mutate(userId, 'requestReturn', { orderId, reason: 'x' });
    const refusal = { orderId, expectedVersion: 7, accept: false };
    expect(await lives.mutate(staffId, 'decideReturn', refusal, 'STAFF')).toMatchObject({
      order: { status: 'DELIVERED' },
    });
    expect((await lives.typesOf(placed)).filter((type) => type === 'OrderDelivered')).toHaveLength(1);
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
});
