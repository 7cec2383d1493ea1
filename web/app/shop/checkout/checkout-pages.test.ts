import { describe, expect, it } from 'vitest';
import { visit } from '../../../testing/page-visit.ts';
import type { CheckoutDraft } from '../../session/checkout-draft.ts';
import { person } from '../order/testing/shown.ts';

const guest = { ...person, isGuest: true } as const;
const address = {
  id: 'adr_1',
  recipientName: '江戸 太郎',
  phone: '09011112222',
  postalCode: '1030022',
  prefecture: '東京都',
  municipality: '中央区',
  street: '日本橋室町1-4-1',
  building: '三号室',
};
const slot = {
  id: 'slot_1',
  date: '2026-11-28',
  startsAt: '2026-11-28T01:00:00Z',
  endsAt: '2026-11-28T03:00:00Z',
  cutOffAt: '2026-11-27T09:00:00Z',
};
const deadlineAt = '2026-11-27T08:00:00Z';
const WAYS = ['CARD', 'KONBINI', 'CASH_ON_DELIVERY', 'POINTS'];

/** 3,000 yen for somebody with 5,000 points. */
function quoteOf({ input: { points } }: { input: { points: number } }) {
  const pointsUsed = Math.min(points, 3_000);
  const amountDueYen = 3_000 - pointsUsed;
  const paymentOffers = WAYS.map((method) => ({
    method,
    offered: (method === 'POINTS') === (amountDueYen === 0),
    explanation: null,
    deadlineAt: method === 'KONBINI' ? deadlineAt : null,
  }));
  const sums = { totalYen: 3_000, deliveryFeeYen: 0, spendablePoints: 5_000, pointsUsed, amountDueYen };
  const pointsEarned = Math.floor(amountDueYen / 100);
  return { quote: { __typename: 'Quote', lines: [], taxes: [], ...sums, pointsEarned, paymentOffers } };
}

const cards = [{ id: 'pm_1', label: 'Visa •••• 4242', expired: false }];
const answers = {
  Quote: quoteOf,
  MyAccount: { me: { paymentMethods: cards } },
  DeliverySlots: { me: { address: { deliverySlots: [slot] } } },
  CheckoutPerson: { me: { role: 'CUSTOMER', contactEmail: 'edo@example.jp', addresses: [address] } },
  GoodsInCart: { cart: { id: 'crt_1', lines: [{ id: 'lin_1', variant: { id: 'var_1' } }] } },
};
const chosen = { addressId: address.id, slotId: slot.id };

describe('the payment step', () => {
  const send = (form: Readonly<Record<string, string>>) =>
    visit('/ja/checkout/payment', { person, draft: chosen, form, answers });

  it('takes points that cover the whole as the way to pay, whatever is chosen beside them', async () => {
    const { status, kept } = await send({ way: 'CASH_ON_DELIVERY', points: '3000' });
    expect(status).toBe(303);
    expect(kept).toMatchObject({ payment: { method: 'POINTS' }, points: 3_000 });
  });

  it.each([
    [{ way: 'CASH_ON_DELIVERY', points: '9999' }, 'points'],
    [{ way: 'CASH_ON_DELIVERY', points: '-1' }, 'points'],
    [{ way: 'POINTS', points: '0' }, 'points'],
    [{ points: '0' }, 'way'],
  ])('refuses %o, names the field, and keeps what was chosen', async (form, field) => {
    const { status, html, kept } = await send(form);
    expect(status).toBe(422);
    expect(html).toContain(`href="#${field}"`);
    expect(kept).toBeUndefined();
    if ('way' in form && form.way === 'CASH_ON_DELIVERY')
      expect(html).toMatch(/<input[^>]*checked=""[^>]*value="CASH_ON_DELIVERY"/);
  });

  it('offers a guest no points', async () => {
    const draft = { ...chosen, contactTold: true };
    const { html } = await visit('/ja/checkout/payment', { person: guest, draft, answers });
    expect(html).toContain('value="KONBINI"');
    expect(html).not.toContain('value="POINTS"');
  });
});

describe('the step of the delivery time', () => {
  const open = { ...slot, status: 'OPEN', placesLeft: 9, feeYen: 440 };
  const at = (subtotalYen: number | null) =>
    visit('/ja/checkout/slot', {
      person,
      draft: { addressId: address.id },
      answers: {
        GoodsInCart: {
          cart: { id: 'crt_1', subtotalYen, lines: [{ id: 'lin_1', variant: { id: 'var_1' } }] },
        },
        DeliverySlots: { me: { address: { deliveryZone: { feeYen: 440 }, deliverySlots: [open] } } },
      },
    });
  const read = (html: string) => html.replaceAll('<!-- -->', '').replaceAll(/<[^>]+>/g, '');

  it('says what delivery costs, what the order comes to with it, and how far ahead can be chosen', async () => {
    const { html } = await at(1_080);
    expect(read(html)).toContain('送料 ¥440 · お支払い合計 ¥1,520');
    expect(read(html)).toContain('今日から5日分');
  });

  it('says no sum where the price of the goods is not known', async () => {
    const { html } = await at(null);
    expect(read(html)).toContain('送料 ¥440');
    expect(read(html)).not.toContain('お支払い合計');
  });
});

describe('the last page before the order', () => {
  const read = (draft: Omit<CheckoutDraft, 'key'>, lang = 'ja') =>
    visit(`/${lang}/checkout/confirm`, { person, draft: { ...chosen, ...draft }, answers });

  it.each([
    ['ja', '変更する'],
    ['en', 'Change'],
  ])(
    'shows in %s who gets it where, and when it is paid by, each with the way to change it',
    async (lang, change) => {
      const { html } = await read({ payment: { method: 'KONBINI', konbiniChain: 'LAWSON' } }, lang);
      const text = html.replaceAll('<!-- -->', '');
      for (const shown of [
        '江戸 太郎',
        '09011112222',
        '〒103-0022',
        '日本橋室町1-4-1',
        '三号室',
        'edo@example.jp',
        '17:00',
      ])
        expect(text).toContain(shown);
      for (const step of ['checkout/address', 'checkout/slot', 'checkout/payment', 'cart', 'account/mail'])
        expect(text).toMatch(new RegExp(`<a[^>]*aria-label="${change}: [^"]+"[^>]*href="/${lang}/${step}"`));
    },
  );

  it('says what points the order earns, where it earns any', async () => {
    const cash = { payment: { method: 'CASH_ON_DELIVERY' } } as const;
    expect((await read(cash)).html).toContain('お届けのあと、30ポイントが付きます');
    expect((await read({ ...cash, points: 2_950 })).html).not.toContain('ポイントが付きます');
  });

  it.each([
    ['a saved card', { payment: { method: 'CARD', paymentMethodId: 'pm_1' } }],
    [
      'a card that was typed in',
      { payment: { method: 'CARD', cardToken: 'tok' }, cardLabel: 'Visa •••• 4242' },
    ],
  ] as const)('names %s', async (_, draft) => {
    const { html } = await read(draft);
    expect(html.replaceAll('<!-- -->', '')).toContain('Visa •••• 4242');
  });

  it.each([
    [{ payment: { method: 'CASH_ON_DELIVERY' }, points: 3_000 }],
    [{ payment: { method: 'CASH_ON_DELIVERY' }, points: 9_999 }],
    [{ payment: { method: 'POINTS' }, points: 0 }],
  ] as const)('leads back to the payment from %o', async (draft) => {
    const { status, headers } = await read(draft);
    expect([status, headers.get('location')]).toEqual([302, '/ja/checkout/payment']);
  });
});

describe('the address step', () => {
  const send = (form: Readonly<Record<string, string>>, path = '/ja/checkout/address') =>
    visit(path, {
      person,
      form,
      answers: {
        ...answers,
        PostalCode: ({ code }: { code: string }) => ({
          postalCode:
            code === '1030022' ? { prefecture: '東京都', municipality: '中央区', town: '日本橋室町' } : null,
        }),
      },
    });

  it('finds a postal code that was typed in full width', async () => {
    const { html } = await send({ intent: 'look-up', postalCode: '１０３−００２２' });
    expect(html).toContain('value="日本橋室町"');
  });

  it('says of a code that is not known once above and once beside that goods are not delivered there', async () => {
    const { status, html } = await send({ intent: 'look-up', postalCode: '060-0001' });
    expect(status).toBe(422);
    expect(html.match(/>この郵便番号へは、現在お届けしておりません/g)).toHaveLength(2);
  });

  it('asks for seven digits where there are none, and asks nobody after them', async () => {
    const { status, html, asked } = await send({ intent: 'look-up', postalCode: '12' });
    expect([status, asked.some(({ name }) => name === 'PostalCode')]).toEqual([422, false]);
    expect(html).toContain('郵便番号は7桁の数字で');
  });

  it('asks for the number of the house', async () => {
    const { status, html } = await send({ intent: 'add', street: '日本橋室町' });
    expect(status).toBe(422);
    expect(html).toContain('href="#street"');
    expect(html).toContain('番地を数字で');
  });
});

describe('the way to an order', () => {
  it('says to whoever sends a step signed out that the cart is kept, and leads to signing in and back', async () => {
    const { status, html } = await visit('/ja/checkout/payment', {
      form: { way: 'CASH_ON_DELIVERY' },
      answers,
    });
    expect(status).toBe(401);
    expect(html).toContain('カートは、そのまま残っています');
    expect(html).toContain('/ja/sign-in?to=%2Fja%2Fcheckout%2Fpayment');
  });

  it('leads whoever is signed out to the cart, which says how to go on', async () => {
    const { headers } = await visit('/ja/checkout/payment');
    expect(headers.get('location')).toBe('/ja/cart?checkout');
    expect((await visit('/ja/cart?checkout')).html).toContain('ログインすると続きから');
    expect((await visit('/ja/cart')).html).not.toContain('ログインすると続きから');
  });

  it('takes no form of a step that comes too soon', async () => {
    const { status, headers, asked } = await visit('/ja/checkout/confirm', {
      person,
      form: { total: '1' },
      answers,
    });
    expect([status, headers.get('location')]).toEqual([303, '/ja/checkout/address']);
    expect(asked.some(({ name }) => name === 'PlaceOrder')).toBe(false);
  });

  it.each([
    ['/ja/checkout/contact', guest, {}],
    ['/ja/checkout/address', person, {}],
    ['/ja/checkout/slot', person, { addressId: address.id }],
  ])('leads from %s to the cart when that is empty', async (path, by, draft) => {
    const empty = { ...answers, GoodsInCart: { cart: { id: 'crt_1', lines: [] } } };
    const { headers } = await visit(path, { person: by, draft, answers: empty });
    expect(headers.get('location')).toBe('/ja/cart');
  });
});
