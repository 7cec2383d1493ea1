import { describe, expect, it } from 'vitest';
import { type Answers, visit } from '../../../testing/page-visit.ts';
import { order, payment, person } from './testing/shown.ts';

const parcel = {
  ...{ id: 'shp_1', trackingNumber: 'DP-2611-000601-1', status: 'FAILED', version: 4, reschedulable: true },
  ...{ events: [], lastSeen: null },
};
const slot = {
  ...{ id: 'slt_1', date: '2026-12-04', startsAt: '2026-12-04T09:00:00Z', endsAt: '2026-12-04T11:00:00Z' },
  ...{ cutOffAt: '2026-12-04T06:00:00Z', feeYen: 550, placesLeft: 9, status: 'OPEN' },
};
const missed = { status: 'DELIVERY_FAILED', allowedActions: [], shipments: [parcel] };
const refund = {
  ...{ amountYen: 2_170, status: 'NEEDS_BANK_ACCOUNT', bankAccountNeededBy: '2026-12-10T14:59:00Z' },
  refusalCode: null,
};
const owed = { status: 'CANCELLED', allowedActions: [], payments: [{ ...payment, refund }] };

const page = (path: string, changes: object, more: Answers = {}, form?: Readonly<Record<string, string>>) =>
  visit(`/ja/orders/ord_1${path}`, {
    person,
    answers: { OrderPage: { order: { ...order, ...changes } }, ...more },
    ...(form && { form }),
  });

describe('a parcel that found nobody at home', () => {
  const slots = { SlotsOfPostalCode: { postalCode: { deliverySlots: [slot] } } };
  const answered = (rescheduleDelivery: object) =>
    page('/slot', missed, { ...slots, RescheduleDelivery: { rescheduleDelivery } }, sent);
  const sent = { shipmentId: 'shp_1', version: '4', slotId: 'slt_1' };

  it('is offered another time on the page of its order, and no other parcel is', async () => {
    expect((await page('', missed)).html).toContain('/ja/orders/ord_1/slot');
    const away = { ...missed, shipments: [{ ...parcel, reschedulable: false }] };
    expect((await page('', away)).html).not.toContain('/ja/orders/ord_1/slot');
    const { status, headers } = await page('/slot', away);
    expect([status, headers.get('location')]).toEqual([302, '/ja/orders/ord_1']);
  });

  it('may come at the times of where it goes', async () => {
    const { html, asked } = await page('/slot', missed, slots);
    expect(asked).toContainEqual({ name: 'SlotsOfPostalCode', variables: { code: '1050014', days: 5 } });
    expect(html).toContain('value="slt_1"');
    const none = { SlotsOfPostalCode: { postalCode: { deliverySlots: [] } } };
    expect((await page('/slot', missed, none)).html).toContain('いま選べるお届け日時がありません');
  });

  it('is booked under the version that was seen, or says why not', async () => {
    const done = await answered({ __typename: 'RescheduleDeliverySuccess', shipment: parcel });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/ja/orders/ord_1']);
    expect(done.asked.at(-1)).toMatchObject({
      variables: { input: { shipmentId: 'shp_1', expectedVersion: 4, deliverySlotId: 'slt_1' } },
    });
    const full = await answered({ __typename: 'DeliverySlotRefused', reason: 'FULL', message: 'no' });
    expect(full.status).toBe(422);
    expect(full.html).toContain('このお届け時間は満席です');
    const { slotId: _, ...nothing } = sent;
    expect((await page('/slot', missed, slots, nothing)).status).toBe(422);
  });
});

describe('money that cannot go back without an account', () => {
  const form = {
    ...{ paymentId: 'pay_1', bankCode: '0001', branchCode: '123', accountType: 'CURRENT' },
    ...{ accountNumber: '7654321', holderKana: 'サトウ ハナコ' },
  };

  it('is told on the page of its order with its amount and its deadline, until an account is known', async () => {
    const { html } = await page('', owed);
    expect(html).toContain('¥2,170を返金します');
    expect(html).toContain('/ja/orders/ord_1/refund-account');
    const known = { ...owed, payments: [{ ...payment, refund: { ...refund, status: 'PENDING' } }] };
    expect((await page('', known)).html).not.toContain('refund-account');
    expect((await page('/refund-account', known)).status).toBe(302);
  });

  it('says so where the bank did not take the one that was told', async () => {
    const again = {
      ...owed,
      payments: [{ ...payment, refund: { ...refund, refusalCode: 'ACCOUNT_CLOSED' } }],
    };
    expect((await page('/refund-account', again)).html).toContain('お知らせいただいた口座には');
  });

  it('goes to the account of the form, and a wrong field is named beside itself', async () => {
    const answer = (provideRefundAccount: object) =>
      page('/refund-account', owed, { ProvideRefundAccount: { provideRefundAccount } }, form);
    const done = await answer({ __typename: 'ProvideRefundAccountSuccess', refund: {} });
    expect(done.asked.at(-1)).toMatchObject({ variables: { input: form } });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/ja/orders/ord_1?accountGiven']);
    const wrong = { __typename: 'InvalidInput', field: 'branchCode', allowed: '', message: '' };
    const { status, html } = await answer(wrong);
    expect(status).toBe(422);
    expect(html).toContain('支店コードは3桁の数字で入れてください');
    expect(html).toMatch(/id="branchCode"[^>]*aria-invalid="true"/);
  });
});

it.each(['/slot', '/refund-account'])('nobody who is not signed in comes to orders/:id%s', async (path) => {
  const { status, headers } = await visit(`/ja/orders/ord_1${path}`);
  expect([status, headers.get('location')]).toEqual([
    302,
    `/ja/sign-in?to=${encodeURIComponent(`/ja/orders/ord_1${path}`)}`,
  ]);
});
