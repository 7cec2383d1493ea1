import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  allowedActions,
  decideTransition,
  isFinalStatus,
  mayBeCancelled,
  ORDER_TRANSITIONS,
  type OrderStatus,
  transitionsAsMarkdown,
} from './order-status.ts';

const STATUSES: OrderStatus[] = [
  'PENDING',
  'AWAITING_PAYMENT',
  'CONFIRMED',
  'EXPIRED',
  'CANCELLED',
  'PREPARING',
  'SHIPPED',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'DELIVERY_FAILED',
  'RETURN_REQUESTED',
  'RETURNED',
  'LOST',
  'DAMAGED',
];
const ACTORS: Actor[] = ['CUSTOMER', 'STAFF', 'PAYMENT', 'INVENTORY', 'DELIVERY', 'CLOCK'];
const graceEndsAt = new Date('2026-11-25T15:29:59Z');
const later = new Date('2026-11-25T15:30:00Z');

describe('the table of order status', () => {
  it.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
    'decides %s → %s for every actor as it is written',
    (from, to) => {
      const row = ORDER_TRANSITIONS.find((known) => known.from === from && known.to === to);
      for (const by of ACTORS) {
        const order = { status: from, version: 7, paymentGraceEndsAt: graceEndsAt };
        const decision = decideTransition(order, { to, by, heldAgain: true }, later);
        expect([by, decision]).toEqual([
          by,
          row?.by.includes(by)
            ? { kind: 'moved', from, to, version: 8 }
            : { kind: 'illegalOrderTransition', from, to },
        ]);
      }
    },
  );

  it('writes each pair once', () => {
    const pairs = ORDER_TRANSITIONS.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it('is what the documentation prints', () => {
    const documentation = readFileSync(new URL('../../../docs/order-status.md', import.meta.url), 'utf8');
    expect(documentation).toContain(transitionsAsMarkdown());
  });
});

describe('a final status', () => {
  it('is one that no step leaves', () => {
    expect(STATUSES.filter(isFinalStatus)).toEqual(['CANCELLED', 'RETURNED', 'LOST', 'DAMAGED']);
  });
});

describe('a transition', () => {
  it('is a conflict when the order has another version than expected, whatever it asks for', () => {
    const order = { status: 'CONFIRMED' as const, version: 3, paymentGraceEndsAt: null };
    const decision = decideTransition(order, { to: 'SHIPPED', by: 'STAFF', expectedVersion: 2 }, later);
    expect(decision).toEqual({ kind: 'versionConflict', expectedVersion: 2, currentVersion: 3 });
  });

  it('expires an order only after its grace, and never one that has none', () => {
    const expire = (grace: Date | null, now: Date) =>
      decideTransition(
        { status: 'AWAITING_PAYMENT', version: 2, paymentGraceEndsAt: grace },
        { to: 'EXPIRED', by: 'CLOCK' },
        now,
      ).kind;
    expect(expire(graceEndsAt, graceEndsAt)).toBe('illegalOrderTransition');
    expect(expire(graceEndsAt, new Date(graceEndsAt.getTime() + 1))).toBe('moved');
    expect(expire(null, later)).toBe('illegalOrderTransition');
  });

  it.each(['PENDING', 'AWAITING_PAYMENT'] as const)(
    'confirms an order that is %s until the cut-off of its slot, never after it',
    (status) => {
      const cutOffAt = later.toISOString();
      const confirm = (now: Date) =>
        decideTransition(
          { status, version: 2, paymentGraceEndsAt: null, slot: { cutOffAt } },
          { to: 'CONFIRMED', by: 'PAYMENT', heldAgain: true },
          now,
        ).kind;
      expect(confirm(later)).toBe('moved');
      expect(confirm(new Date(later.getTime() + 1))).toBe('illegalOrderTransition');
    },
  );

  it('confirms an expired order only after everything is held again', () => {
    const order = { status: 'EXPIRED' as const, version: 3, paymentGraceEndsAt: graceEndsAt };
    expect(decideTransition(order, { to: 'CONFIRMED', by: 'PAYMENT' }, later).kind).toBe(
      'illegalOrderTransition',
    );
  });
});

describe('cancelling', () => {
  it.each(STATUSES)('from %s is open to customers until preparing and to staff until shipping', (status) => {
    const order = { status, version: 1, paymentGraceEndsAt: null };
    expect(mayBeCancelled(order, 'CUSTOMER', later)).toBe(
      ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'].includes(status),
    );
    expect(mayBeCancelled(order, 'STAFF', later)).toBe(
      ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING'].includes(status),
    );
  });
});

describe('allowed actions', () => {
  const owner = { isOwner: true, managesOrders: false };
  const staff = { isOwner: false, managesOrders: true };
  const actions = (status: OrderStatus, viewer: typeof owner) =>
    allowedActions({ status, version: 1, paymentGraceEndsAt: null }, viewer, later);

  it('are those of the one who asks', () => {
    expect(actions('CONFIRMED', owner)).toEqual(['CANCEL']);
    expect(actions('CONFIRMED', staff)).toEqual(['CANCEL', 'START_PREPARING']);
    expect(actions('PREPARING', owner)).toEqual([]);
    expect(actions('DELIVERED', owner)).toEqual(['REQUEST_RETURN']);
    expect(actions('DELIVERED', staff)).toEqual([]);
    expect(actions('RETURN_REQUESTED', staff)).toEqual(['DECIDE_RETURN']);
    expect(actions('RETURN_REQUESTED', owner)).toEqual([]);
    expect(actions('CONFIRMED', { isOwner: false, managesOrders: false })).toEqual([]);
  });
});
