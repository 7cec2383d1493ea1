import { adjustableClock } from '@depachika/clock/clock.ts';
import { expect, it } from 'vitest';
import type { MailRecord } from './mail.ts';
import { prepareMail } from './prepare-mail.ts';

const NUMBER = 'DP-2611-000001';
const asked: unknown[] = [];

/** @param token what users gives for the link; empty once the guest has an account */
async function textFor({ isGuest, token }: { readonly isGuest: boolean; readonly token: string }) {
  const slot = { seconds: 1_795_741_200n, nanos: 0 };
  const order = {
    number: NUMBER,
    customerId: 'usr_1',
    status: 'CONFIRMED',
    lines: [],
    taxes: [],
    paymentMethod: 'CARD',
  };
  const contact = { email: 'hana@example.jp', name: '花', language: 'ja', isGuest };
  const deps = {
    clock: adjustableClock(),
    shopUrl: 'https://shop.example',
    orders: {
      getOrderSummary: async () => ({
        order: { ...order, slotStartsAt: slot, slotEndsAt: slot, deliveryFeeYen: 0 },
      }),
    },
    users: {
      getContact: async () => ({ contact }),
      async prepareOrderLink(wanted: unknown) {
        asked.push(wanted);
        return { token };
      },
    },
  } as unknown as Parameters<typeof prepareMail>[0];
  const mail = { kind: 'ORDER_CONFIRMED', orderId: 'ord_1', customerId: 'usr_1', id: 'mai_1', facts: {} };
  const prepared = await prepareMail(deps, mail as unknown as MailRecord);
  return prepared.kind === 'written' ? prepared.mail.text : '';
}

it('a mail of a guest carries a link that opens the order, and a token of its own', async () => {
  expect(await textFor({ isGuest: true, token: 'a_b' })).toContain(
    `https://shop.example/ja/orders/${NUMBER}?token=a_b`,
  );
  expect(asked).toEqual([{ userId: 'usr_1', orderId: 'ord_1', orderNumber: NUMBER }]);
});

it('whoever has an account signs in to read the order', async () => {
  for (const reader of [
    { isGuest: false, token: 'unused' },
    { isGuest: true, token: '' },
  ]) {
    const text = await textFor(reader);
    expect(text).toContain('https://shop.example/ja/orders/ord_1');
    expect(text).not.toContain('token=');
  }
});
