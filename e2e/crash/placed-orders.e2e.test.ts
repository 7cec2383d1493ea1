import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { crashPointsInCode } from '../support/source/crash-points.ts';
import {
  closeShop,
  dieAt,
  expectSound,
  killShop,
  openShop,
  WHILE_GIVING_BACK,
  WHILE_PAID_LATE,
  WHILE_PAYING_AGAIN,
  WHILE_PLACING,
  WHILE_SHIPPING,
} from './killed-orders.ts';

// A start under load takes its time; no duration is claimed here.
vi.setConfig({ testTimeout: 240_000 });
beforeAll(openShop);
afterAll(closeShop);

it('knows every crash point of the code', async () => {
  const all = [WHILE_PLACING, WHILE_SHIPPING, WHILE_GIVING_BACK, WHILE_PAYING_AGAIN, WHILE_PAID_LATE].flat();
  const names = all.map(({ point }) => point.split('#')[0]!);
  const inCode = await crashPointsInCode();
  expect(inCode.length).toBeGreaterThan(20);
  // Nothing of an order waits for a picture: `pictures/making/making.int.test.ts` of products dies at each of its points.
  const ofOrders = inCode.filter(({ source }) => !source.includes('products\\.pictures'));
  expect(ofOrders.filter((point) => !names.some((name) => point.test(name)))).toEqual([]);
  expect(names.filter((name) => !inCode.some((point) => point.test(name)))).toEqual([]);
});

describe.each([
  ['being placed', WHILE_PLACING],
  ['shipped', WHILE_SHIPPING],
])('Orders that are %s', (_, kills) => {
  it.each(kills)('that are killed at $point', dieAt);
  it(
    'are all whole or gone after the next start, each key stands for one, and the books are right',
    expectSound,
  );
  afterAll(killShop);
});
