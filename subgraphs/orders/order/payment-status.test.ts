import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  decidePaymentStatus,
  type MoneyState,
  PAYMENT_STATUSES,
  type PaymentNews,
  type PaymentStatus,
  paymentStatusesAsMarkdown,
} from './payment-status.ts';

function moneyAfter(paymentStatus: PaymentStatus, news: PaymentNews[], amountDueYen = 1_000): MoneyState {
  let money: MoneyState = { paymentStatus, amountDueYen, refundedYen: 0 };
  for (const one of news) money = { ...money, ...decidePaymentStatus(money, one) };
  return money;
}

function after(paymentStatus: PaymentStatus, ...news: PaymentNews[]): PaymentStatus {
  return moneyAfter(paymentStatus, news).paymentStatus;
}

const slipIssued = { kind: 'slipIssued' } as const;
const authorized = { kind: 'authorized' } as const;
const moved = { kind: 'moved' } as const;
const failed = { kind: 'failed' } as const;
const voided = { kind: 'voided' } as const;
const refundOpened = { kind: 'refundOpened' } as const;
const refunded = { kind: 'refunded', amountYen: 1_000 } as const;

describe('the status of the money', () => {
  it('goes from pending over authorised to paid', () => {
    expect(after('PENDING', authorized)).toBe('AUTHORIZED');
    expect(after('PENDING', authorized, moved)).toBe('PAID');
    expect(after('PENDING', slipIssued, moved)).toBe('PAID');
  });

  it('is paid at once when points cover all', () => {
    const money = { paymentStatus: 'PENDING' as const, amountDueYen: 0, refundedYen: 0 };
    expect(decidePaymentStatus(money, { kind: 'authorized' }).paymentStatus).toBe('PAID');
  });

  it('is never taken back by news that comes late', () => {
    expect(after('PAID', slipIssued)).toBe('PAID');
    expect(after('PAID', authorized)).toBe('PAID');
    expect(after('PAID', failed)).toBe('PAID');
    expect(after('PAID', voided)).toBe('PAID');
    expect(after('REFUNDED', moved)).toBe('REFUNDED');
    expect(after('REFUNDED', refundOpened)).toBe('REFUNDED');
    expect(after('REFUND_PENDING', moved)).toBe('REFUND_PENDING');
    expect(after('FAILED', slipIssued)).toBe('FAILED');
  });

  it('fails when it will not come', () => {
    expect(after('PENDING', failed)).toBe('FAILED');
    expect(after('AUTHORIZED', failed)).toBe('FAILED');
    expect(after('FAILED', voided)).toBe('FAILED');
  });

  it('counts what went back', () => {
    expect(after('PAID', { kind: 'refunded', amountYen: 400 })).toBe('PARTIALLY_REFUNDED');
    expect(after('PAID', { kind: 'refunded', amountYen: 400 }, { kind: 'refunded', amountYen: 600 })).toBe(
      'REFUNDED',
    );
    expect(moneyAfter('PAID', [refundOpened, refunded]).refundedYen).toBe(1_000);
  });
});

/** Every life that a payment can have had, with the status that it ends in, the news of it, and what the order then says. */
const LIVES: readonly [payment: string, status: string, news: PaymentNews[], order: PaymentStatus][] = [
  ['a card that is being asked', 'PENDING', [], 'PENDING'],
  ['a card that was authorised', 'AUTHORIZED', [authorized], 'AUTHORIZED'],
  ['a card that was captured', 'PAID', [authorized, moved], 'PAID'],
  ['a card that was declined', 'FAILED', [failed], 'FAILED'],
  ['a card whose capture was refused', 'FAILED', [authorized, failed], 'FAILED'],
  ['a card of an order that was cancelled before the answer', 'VOIDED', [voided], 'VOIDED'],
  ['a card of an order that was cancelled after it', 'VOIDED', [authorized, voided], 'VOIDED'],
  [
    'a card captured as its order ended',
    'REFUND_PENDING',
    [authorized, moved, refundOpened],
    'REFUND_PENDING',
  ],
  ['a card that was refunded', 'REFUNDED', [authorized, moved, refundOpened, refunded], 'REFUNDED'],
  ['a slip that is being issued', 'PENDING', [], 'PENDING'],
  ['a slip that waits', 'PENDING', [slipIssued], 'PENDING'],
  ['a slip that was paid', 'PAID', [slipIssued, moved], 'PAID'],
  ['a slip that nobody paid', 'VOIDED', [slipIssued, voided], 'VOIDED'],
  [
    'a slip that was paid late, for an order that was held again',
    'PAID',
    [slipIssued, voided, moved],
    'PAID',
  ],
  [
    'a slip that was paid late, for an order that could not be',
    'REFUND_PENDING',
    [slipIssued, voided, moved, refundOpened],
    'REFUND_PENDING',
  ],
  ['a slip that was refunded', 'REFUNDED', [slipIssued, moved, refundOpened, refunded], 'REFUNDED'],
  ['cash that will be paid at the door', 'AUTHORIZED', [authorized], 'AUTHORIZED'],
  ['cash that was paid', 'PAID', [authorized, moved], 'PAID'],
  ['cash whose parcel was brought back', 'VOIDED', [authorized, voided], 'VOIDED'],
  ['cash that goes back', 'REFUND_PENDING', [authorized, moved, refundOpened], 'REFUND_PENDING'],
  ['cash that went back', 'REFUNDED', [authorized, moved, refundOpened, refunded], 'REFUNDED'],
];

const LIVES_OF_POINTS: typeof LIVES = [
  ['points that are held', 'PENDING', [], 'PENDING'],
  ['points that were spent', 'AUTHORIZED', [authorized], 'PAID'],
  ['points that are gone', 'FAILED', [failed], 'FAILED'],
  ['points that were given up before', 'VOIDED', [voided], 'VOIDED'],
  ['points that came back', 'VOIDED', [authorized, voided], 'VOIDED'],
];

describe('an order says of', () => {
  it.each(LIVES)('%s (%s)', (_, __, news, order) => {
    expect(after('PENDING', ...news)).toBe(order);
  });

  it.each(LIVES_OF_POINTS)('%s (%s)', (_, __, news, order) => {
    expect(moneyAfter('PENDING', news, 0).paymentStatus).toBe(order);
  });

  it('nothing that no life leads to, but for what comes with partial refunds', () => {
    const reached = new Set([...LIVES, ...LIVES_OF_POINTS].map(([, , , order]) => order));
    expect(PAYMENT_STATUSES.filter((status) => !reached.has(status))).toEqual(['PARTIALLY_REFUNDED']);
  });

  it('every life the same when its news come twice', () => {
    for (const [, , news, order] of LIVES) {
      const unlikeRefunds = news.filter(({ kind }) => kind !== 'refunded');
      expect(after('PENDING', ...unlikeRefunds, ...news)).toBe(order);
    }
  });
});

it('is the table that the documentation prints, and the values that the schema has', () => {
  const page = readFileSync(new URL('../../../docs/order-status.md', import.meta.url), 'utf8');
  expect(page).toContain(paymentStatusesAsMarkdown());
  const schema = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
  const values = /enum OrderPaymentStatus \{(?<body>[^}]*)\}/.exec(schema)!.groups!.body!;
  expect(
    values
      .match(/^ {2}[A-Z_]+$/gm)
      ?.map((value) => value.trim())
      .sort(),
  ).toEqual([...PAYMENT_STATUSES].sort());
});
