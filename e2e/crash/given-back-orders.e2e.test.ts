import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import {
  closeShop,
  dieAt,
  expectPaidLate,
  expectSound,
  killShop,
  openShop,
  WHILE_GIVING_BACK,
  WHILE_PAID_LATE,
  WHILE_PAYING_AGAIN,
} from './killed-orders.ts';

// A start under load takes its time; no duration is claimed here.
vi.setConfig({ testTimeout: 240_000 });
beforeAll(openShop);
afterAll(closeShop);

describe.each([
  ['given back', WHILE_GIVING_BACK],
  ['paid again', WHILE_PAYING_AGAIN],
])('Orders that are %s', (_, kills) => {
  it.each(kills)('that are killed at $point', dieAt);
  it(
    'are all whole or gone after the next start, each key stands for one, and the books are right',
    expectSound,
  );
  afterAll(killShop);
});

describe('Orders that expired and are paid late', () => {
  it.each(WHILE_PAID_LATE)('that are killed at $point', dieAt);
  it('are confirmed where stock is there, else refunded, and the books are right', expectPaidLate);
});
