import { describe, expect, it } from 'vitest';
import {
  afterActionNeeded,
  afterDecline,
  afterRefundOpened,
  afterSlip,
  afterSuccess,
  afterVoid,
  MAX_PAYMENT_ATTEMPTS,
  paymentActions,
  returnsItsLines,
  whyNotPayable,
  withNextAttempt,
} from './attempt-rules.ts';
import { FIRST_ATTEMPT, type LockedOrder } from './order.ts';
import type { OrderStatus } from './order-status.ts';

const now = new Date('2026-11-22T03:00:00Z');
const MINUTE_MS = 60_000;
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS);
const terms = { retryMs: 15 * MINUTE_MS, now };

/** An order that was placed with a card and is not answered yet, its cut-off two hours from now. */
function order(changes: Partial<LockedOrder> = {}): LockedOrder {
  return {
    ...FIRST_ATTEMPT,
    status: 'PENDING',
    paymentStatus: 'PENDING',
    version: 1,
    amountDueYen: 1_000,
    paymentMethod: 'CARD',
    paymentId: 'pay_1',
    paymentDeadlineAt: null,
    paymentGraceEndsAt: null,
    linesReturnedAt: null,
    slot: { cutOffAt: inMinutes(120).toISOString() },
    ...changes,
  } as LockedOrder;
}

const waiting: Partial<LockedOrder> = {
  status: 'AWAITING_PAYMENT',
  paymentStatus: 'FAILED',
  firstDeclinedAt: now,
  payUntil: inMinutes(15),
};
const withSlip: Partial<LockedOrder> = {
  status: 'AWAITING_PAYMENT',
  paymentMethod: 'KONBINI',
  paymentDeadlineAt: inMinutes(60),
  paymentGraceEndsAt: inMinutes(90),
};
const uncaptured: Partial<LockedOrder> = { ...waiting, status: 'PREPARING' };

describe('a decline', () => {
  it('leaves the order waiting until a while after the first one, or the cut-off', () => {
    expect(afterDecline(order(), 'CARD_DECLINED', terms)).toEqual({
      change: {
        firstDeclinedAt: now,
        actionUntil: null,
        payUntil: inMinutes(15),
        paymentDeadlineAt: null,
        paymentGraceEndsAt: null,
      },
      moves: [{ to: 'AWAITING_PAYMENT', by: 'PAYMENT', code: 'CARD_DECLINED' }],
    });
    const soon = order({ slot: { cutOffAt: inMinutes(5).toISOString() } as LockedOrder['slot'] });
    expect(afterDecline(soon, 'CARD_DECLINED', terms).change?.payUntil).toEqual(inMinutes(5));
  });

  it('of a later attempt does not prolong that time, though the attempt had longer to be answered', () => {
    const later = order({ ...waiting, paymentStatus: 'PENDING', payUntil: inMinutes(24) });
    const outcome = afterDecline(later, 'CARD_DECLINED', { ...terms, now: inMinutes(14) });
    expect(outcome.change?.payUntil).toEqual(inMinutes(15));
  });

  it.each<[string, Partial<LockedOrder>]>([
    ['that comes twice', waiting],
    ['of what was given up', { ...waiting, paymentStatus: 'VOIDED' }],
    ['of an order that has ended', { status: 'CANCELLED' }],
    ['of an order that has left', { status: 'SHIPPED', paymentStatus: 'AUTHORIZED' }],
  ])('%s says nothing', (_, changes) => {
    expect(afterDecline(order(changes), 'CARD_DECLINED', terms)).toEqual({ moves: [] });
  });

  it('of points that cover everything ends the order', () => {
    expect(afterDecline(order({ amountDueYen: 0 }), 'POINTS_GONE', terms).moves).toEqual([
      { to: 'CANCELLED', by: 'PAYMENT', cancelReason: 'PAYMENT_FAILED', code: 'POINTS_GONE' },
    ]);
  });

  it.each(['CONFIRMED', 'PREPARING'] as const)(
    'of a capture leaves an order that is %s where it is',
    (status) => {
      const late = order({
        status,
        paymentStatus: 'AUTHORIZED',
        slot: { cutOffAt: now.toISOString() } as never,
      });
      const { change, moves } = afterDecline(late, 'PROVIDER_REFUSED', terms);
      expect(moves).toEqual([]);
      expect(change?.payUntil).toEqual(inMinutes(15));
    },
  );
});

describe('another way to pay', () => {
  it.each<[string, Partial<LockedOrder>, string | undefined]>([
    ['a placed order', {}, 'PAYMENT_UNDER_WAY'],
    ['a declined one', waiting, undefined],
    ['one whose slip waits', withSlip, undefined],
    [
      'one whose slip is given up',
      { ...withSlip, paymentStatus: 'VOIDED', payUntil: inMinutes(15) },
      undefined,
    ],
    [
      'one whose customer has to act',
      { ...waiting, paymentStatus: 'PENDING', actionUntil: inMinutes(9) },
      undefined,
    ],
    ['one whose attempt is not answered', { ...waiting, paymentStatus: 'PENDING' }, 'PAYMENT_UNDER_WAY'],
    ['one whose time is over', { ...waiting, payUntil: inMinutes(-1) }, 'TIME_OVER'],
    ['one whose slip is past its deadline', { ...withSlip, paymentDeadlineAt: inMinutes(-1) }, 'TIME_OVER'],
    ['one at its cut-off', { ...waiting, slot: { cutOffAt: now.toISOString() } as never }, 'TIME_OVER'],
    ['one with five attempts', { ...waiting, paymentAttempts: MAX_PAYMENT_ATTEMPTS }, 'TOO_MANY_ATTEMPTS'],
    ['a confirmed one', { status: 'CONFIRMED', paymentStatus: 'AUTHORIZED' }, 'NOT_AWAITED'],
    ['one that lost its payment', uncaptured, undefined],
    [
      'one that lost it, past its cut-off',
      { ...uncaptured, slot: { cutOffAt: now.toISOString() } as never },
      undefined,
    ],
    ['one that was shipped', { status: 'SHIPPED', paymentStatus: 'PAID' }, 'NOT_AWAITED'],
    ['an expired one', { ...waiting, status: 'EXPIRED' }, 'ORDER_ENDED'],
    ['a cancelled one', { ...waiting, status: 'CANCELLED' }, 'ORDER_ENDED'],
  ])('for %s', (_, changes, reason) => {
    expect(whyNotPayable(order(changes), now)).toBe(reason);
    const offered = reason === undefined ? ['RETRY_PAYMENT'] : [];
    const owner = { isOwner: true, managesOrders: false };
    expect(paymentActions(order(changes), owner, now)).toEqual(
      changes.status === 'EXPIRED' ? ['REORDER'] : offered,
    );
    expect(paymentActions(order(changes), { isOwner: false, managesOrders: true }, now)).toEqual([]);
  });

  const card = {
    paymentId: 'pay_2',
    paymentMethod: 'CARD',
    paymentDeadlineAt: null,
    paymentGraceEndsAt: null,
  } as const;

  it.each<[string, Partial<LockedOrder>, number, Date]>([
    ['has the rest of the time', waiting, 1, inMinutes(15)],
    ['has at least the time of an answer', { ...waiting, payUntil: inMinutes(2) }, 10, inMinutes(10)],
    [
      'has no longer than the cut-off',
      { ...waiting, slot: { cutOffAt: inMinutes(3).toISOString() } as never },
      10,
      inMinutes(3),
    ],
    ['that follows a slip has a time of its own', withSlip, 1, inMinutes(15)],
  ])('%s', (_, changes, answerMinutes, payUntil) => {
    const next = withNextAttempt(order(changes), card, { ...terms, answerMs: answerMinutes * MINUTE_MS });
    expect(next).toMatchObject({
      ...card,
      paymentAttempts: 2,
      paymentStatus: 'PENDING',
      actionUntil: null,
      payUntil,
    });
  });
});

describe('what else is told of the current payment', () => {
  it('lets the customer act, but not past the cut-off, and says so once', () => {
    const { change, moves } = afterActionNeeded(order(), inMinutes(200), terms);
    expect(change).toEqual({ actionUntil: inMinutes(120), payUntil: inMinutes(120) });
    expect(moves).toMatchObject([{ to: 'AWAITING_PAYMENT', code: 'ACTION_NEEDED' }]);
    expect(
      afterActionNeeded(order({ ...change, status: 'AWAITING_PAYMENT' }), inMinutes(200), terms),
    ).toEqual({
      moves: [],
    });
  });

  it('ends the time for another attempt when a slip is issued, and says so once', () => {
    const retried = order({ ...withSlip, payUntil: inMinutes(15), firstDeclinedAt: now });
    const { change, moves } = afterSlip(retried);
    expect(moves).toHaveLength(1);
    expect(afterSlip({ ...retried, ...change })).toEqual({ moves: [] });
  });

  it('ends that time when the money is certain, and of a confirmed order too', () => {
    for (const changes of [waiting, uncaptured])
      expect(afterSuccess(order(changes)).change).toMatchObject({ payUntil: null, firstDeclinedAt: null });
    expect(afterSuccess(order({ status: 'CANCELLED', payUntil: now })).change).toBeUndefined();
  });

  it('takes a slip that was given up away without a step', () => {
    expect(afterVoid(order(withSlip), terms)).toEqual({
      change: { paymentDeadlineAt: null, paymentGraceEndsAt: null, payUntil: inMinutes(15) },
      moves: [],
    });
    expect(afterVoid(order({ status: 'EXPIRED' }), terms)).toEqual({ moves: [] });
  });

  it('leaves a confirmed order unpaid when its payment is given up', () => {
    const confirmed = order({ status: 'CONFIRMED', paymentStatus: 'AUTHORIZED' });
    expect(afterVoid(confirmed, terms).change?.payUntil).toEqual(inMinutes(15));
  });

  it.each<[OrderStatus, boolean]>([
    ['PENDING', true],
    ['AWAITING_PAYMENT', true],
    ['CONFIRMED', true],
    ['PREPARING', true],
    ['SHIPPED', false],
    ['DELIVERED', false],
    ['RETURNED', false],
    ['EXPIRED', false],
    ['CANCELLED', false],
  ])('of a refund that is opened while it is %s', (status, cancels) => {
    expect(afterRefundOpened(order({ status })).moves).toHaveLength(cancels ? 1 : 0);
  });
});

describe('lines of an order that ends', () => {
  it.each<[string, Partial<LockedOrder>, Parameters<typeof returnsItsLines>[1], boolean]>([
    ['after a decline', waiting, null, true],
    ['after a decline, by its customer', waiting, 'CUSTOMER', true],
    ['never answered', {}, 'OUT_OF_TIME', true],
    ['because points are gone', {}, 'PAYMENT_FAILED', true],
    ['after its capture was refused', uncaptured, 'PAYMENT_FAILED', true],
    ['with a slip', withSlip, null, false],
    ['with a slip, by its customer', withSlip, 'CUSTOMER', false],
    ['when nothing was declined', { status: 'CONFIRMED', paymentStatus: 'AUTHORIZED' }, 'CUSTOMER', false],
    ['a second time', { ...waiting, linesReturnedAt: now }, null, false],
  ])('%s', (_, changes, reason, goBack) => {
    expect(returnsItsLines(order(changes), reason)).toBe(goBack);
  });
});
