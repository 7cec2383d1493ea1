import { describe, expect, it } from 'vitest';
import {
  type AttemptEnd,
  hasOrder,
  isRefundable,
  PAYMENT_TRANSITIONS,
  type Payment,
  type PaymentMethodKind,
  type PaymentStatus,
} from './payment.ts';
import { decidePayment, type PaymentTrigger } from './payment-decisions.ts';

const STATUSES = Object.keys(PAYMENT_TRANSITIONS) as PaymentStatus[];
const METHODS: readonly PaymentMethodKind[] = ['CARD', 'KONBINI', 'CASH_ON_DELIVERY', 'POINTS'];
const ENDS: readonly (AttemptEnd | null)[] = [null, 'CANCELLED', 'EXPIRED', 'SUPERSEDED'];
const TRIGGERS: readonly PaymentTrigger[] = [
  { kind: 'begun' },
  { kind: 'superseded' },
  { kind: 'captureNeeded' },
  { kind: 'foundCertain' },
  { kind: 'orderShipped' },
  { kind: 'orderDelivered' },
  { kind: 'orderEnded', end: 'CANCELLED' },
  { kind: 'orderEnded', end: 'EXPIRED' },
  { kind: 'actionNeeded', reference: 'ch_1', url: '/proof', until: new Date('2026-11-22T03:10:00Z') },
  { kind: 'actionLapsed', reference: 'ch_1' },
  { kind: 'authorized', reference: 'ch_1' },
  { kind: 'declined', code: 'CARD_DECLINED' },
  { kind: 'received' },
  { kind: 'captured' },
  { kind: 'captureRefused', code: 'PROVIDER_REFUSED' },
  { kind: 'authorizationLapsed' },
  { kind: 'voided' },
  { kind: 'refundRequested' },
  { kind: 'refunded' },
];

const NOW = new Date('2026-11-22T03:00:00Z');

function payment(changes: Partial<Payment> = {}): Payment {
  return {
    id: 'pay_1',
    orderId: 'ord_1',
    attempt: 1,
    customerId: 'usr_1',
    method: 'CARD',
    status: 'PENDING',
    amountYen: 3_000,
    points: 0,
    cardToken: 'tok_1',
    cardLabel: 'VISA 4242',
    konbiniChain: null,
    deadlineAt: null,
    providerReference: null,
    failureCode: null,
    orderEnd: null,
    actionUrl: null,
    actionUntil: null,
    certainAt: null,
    shippedAt: null,
    deliveredAt: null,
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    ...changes,
  };
}

/** Every payment there can be, as far as decisions go. */
const EVERY = STATUSES.flatMap((status) =>
  METHODS.flatMap((method) => ENDS.map((orderEnd) => payment({ status, method, orderEnd }))),
);

describe('the table of transitions', () => {
  const reached = new Set(
    EVERY.flatMap((before) =>
      TRIGGERS.flatMap((trigger) => {
        const { status } = decidePayment(before, trigger);
        return status ? [`${before.status} → ${status}`] : [];
      }),
    ),
  );
  const pairs = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to })));

  it.each(pairs)('$from → $to is decided exactly when the table has it', ({ from, to }) => {
    expect(reached.has(`${from} → ${to}`)).toBe(PAYMENT_TRANSITIONS[from].includes(to));
  });
});

describe('a trigger heard again', () => {
  const after = (before: Payment, trigger: PaymentTrigger): Payment => {
    const { status, orderEnd, providerReference } = decidePayment(before, trigger);
    return {
      ...before,
      status: status ?? before.status,
      orderEnd: orderEnd ?? before.orderEnd,
      providerReference: providerReference ?? before.providerReference,
    };
  };

  it.each(TRIGGERS)('publishes nothing, opens nothing and leads nowhere: $kind', (trigger) => {
    for (const before of EVERY) {
      const second = decidePayment(after(before, trigger), trigger);
      expect([before.status, before.method, second.status, second.publish, second.openRefund]).toEqual([
        before.status,
        before.method,
        undefined,
        [],
        undefined,
      ]);
    }
  });
});

describe('money and the end of an order', () => {
  const received = { kind: 'received' } as const;
  const konbini = (changes: Partial<Payment>) => payment({ method: 'KONBINI', ...changes });

  it('goes back when the order was cancelled, before or after it came', () => {
    expect(decidePayment(konbini({ status: 'VOIDED', orderEnd: 'CANCELLED' }), received)).toMatchObject({
      status: 'REFUND_PENDING',
      publish: ['PaymentReceived'],
      openRefund: expect.any(String),
    });
    const cancelled = { kind: 'orderEnded', end: 'CANCELLED' } as const;
    expect(decidePayment(konbini({ status: 'PAID' }), cancelled)).toMatchObject({
      status: 'REFUND_PENDING',
      tasks: [],
    });
  });

  it('stays when the order expired, before or after it came: the order decides', () => {
    expect(decidePayment(konbini({ status: 'VOIDED', orderEnd: 'EXPIRED' }), received)).toMatchObject({
      status: 'PAID',
      publish: ['PaymentReceived'],
    });
    const expired = { kind: 'orderEnded', end: 'EXPIRED' } as const;
    expect(decidePayment(konbini({ status: 'PAID' }), expired).status).toBeUndefined();
  });

  it('a card that is authorised too late is given up and never told of as certain', () => {
    const late = decidePayment(payment({ orderEnd: 'CANCELLED' }), { kind: 'authorized', reference: 'ch_1' });
    expect(late).toMatchObject({ status: 'AUTHORIZED', tasks: ['VOID'], publish: [] });
  });

  it.each(['KONBINI', 'CASH_ON_DELIVERY', 'POINTS'] as const)(
    '%s is not certain by the word on a card',
    (method) => {
      const authorized = { kind: 'authorized', reference: 'ch_1' } as const;
      expect(decidePayment(payment({ method, status: 'PENDING' }), authorized).status).toBeUndefined();
    },
  );

  it('a time to act that passed before the customer was told of it ends the attempt, and the charge with it', () => {
    const lapsed: PaymentTrigger = { kind: 'actionLapsed', reference: 'ch_1' };
    expect(decidePayment(payment(), lapsed)).toMatchObject({
      status: 'FAILED',
      failureCode: 'ACTION_TIMED_OUT',
      providerReference: 'ch_1',
      tasks: ['VOID'],
      publish: ['PaymentFailed'],
    });
    expect(decidePayment(payment({ orderEnd: 'CANCELLED' }), lapsed)).toMatchObject({
      status: 'VOIDED',
      providerReference: 'ch_1',
      tasks: ['VOID'],
      publish: ['PaymentVoided'],
    });
    expect(decidePayment(payment({ status: 'VOIDED', orderEnd: 'SUPERSEDED' }), lapsed)).toMatchObject({
      providerReference: 'ch_1',
      tasks: ['VOID'],
      publish: [],
    });
  });

  it('a refused capture gives the authorisation up', () => {
    const refused = { kind: 'captureRefused', code: 'PROVIDER_REFUSED' } as const;
    expect(decidePayment(payment({ status: 'AUTHORIZED' }), refused)).toMatchObject({
      status: 'FAILED',
      tasks: ['VOID'],
      failureCode: 'PROVIDER_REFUSED',
    });
  });
});

it.each(METHODS)('%s begins with the call that it needs, if any', (method) => {
  const decision = decidePayment(payment({ method, status: 'PREPARED' }), { kind: 'begun' });
  const tasks = { CARD: ['AUTHORIZE'], KONBINI: ['ISSUE_SLIP'], CASH_ON_DELIVERY: [], POINTS: [] };
  expect(decision.tasks).toEqual(tasks[method]);
  expect(decision.publish).toEqual(tasks[method].length > 0 ? [] : ['PaymentAuthorized']);
});

it('only money that moved can go back', () => {
  for (const status of STATUSES) expect(isRefundable(payment({ status }))).toBe(status === 'PAID');
  expect(isRefundable(payment({ status: 'PAID', amountYen: 0 }))).toBe(false);
});

describe('an order has come', () => {
  it.each([
    { attempt: 1, status: 'PREPARED', orderEnd: null, isThere: false },
    { attempt: 1, status: 'VOIDED', orderEnd: null, isThere: false },
    { attempt: 1, status: 'VOIDED', orderEnd: 'CANCELLED', isThere: true },
    { attempt: 1, status: 'VOIDED', orderEnd: 'SUPERSEDED', isThere: true },
    { attempt: 1, status: 'PENDING', orderEnd: null, isThere: true },
    { attempt: 2, status: 'PREPARED', orderEnd: null, isThere: true },
    { attempt: 2, status: 'VOIDED', orderEnd: null, isThere: true },
  ] as const)('of attempt $attempt, $status, ended as $orderEnd: $isThere', ({ isThere, ...payment }) => {
    expect(hasOrder(payment)).toBe(isThere);
  });
});
