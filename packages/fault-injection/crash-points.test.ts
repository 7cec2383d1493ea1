import { describe, expect, it } from 'vitest';
import { armedCrashPoint, noCrashPoints } from './crash-points.ts';

describe('crash points', () => {
  it('do nothing unless armed by name', () => {
    noCrashPoints.reach('orders.placeOrder.stockReserved');
    armedCrashPoint('orders.placeOrder.slotHeld').reach('orders.placeOrder.stockReserved');
    expect(process.exitCode).toBeUndefined();
  });
});
