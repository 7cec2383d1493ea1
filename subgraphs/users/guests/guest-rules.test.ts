import { describe, expect, it } from 'vitest';
import { guestFate } from './guest-rules.ts';

const now = new Date('2026-11-26T03:00:00Z');
const DAY_MS = 24 * 60 * 60_000;
const days = (count: number) => new Date(now.getTime() + count * DAY_MS);
const fate = (guest: Partial<Parameters<typeof guestFate>[0]>) =>
  guestFate({ openUntil: undefined, orders: undefined, keptMs: 90 * DAY_MS, now, ...guest });

describe('a guest', () => {
  it('is kept while a session is open, whatever was ordered', () => {
    expect(fate({ openUntil: days(3) })).toEqual({ kind: 'kept', lookAt: days(3) });
    const orders = { underWay: false, lastChangedAt: days(-400) };
    expect(fate({ openUntil: days(3), orders })).toEqual({ kind: 'kept', lookAt: days(3) });
  });

  it('is removed without an order, once no session is open', () => {
    expect(fate({})).toEqual({ kind: 'removed' });
    expect(fate({ openUntil: now })).toEqual({ kind: 'removed' });
  });

  it('is kept while an order is under way, and for as long as the shop says after the last one', () => {
    const asked = { underWay: true, lastChangedAt: days(-400) };
    expect(fate({ orders: asked })).toEqual({ kind: 'kept', lookAt: days(1) });
    const over = { underWay: false, lastChangedAt: days(-89) };
    expect(fate({ orders: over })).toEqual({ kind: 'kept', lookAt: days(1) });
    expect(fate({ orders: { ...over, lastChangedAt: days(-90) } })).toEqual({ kind: 'erased' });
  });
});
