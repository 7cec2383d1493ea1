import { describe, expect, it } from 'vitest';
import { type Answers, visit } from '../../../testing/page-visit.ts';
import { order, payment, person, slip } from './testing/shown.ts';

const page = (
  path: string,
  changes: object = {},
  more: Answers = {},
  form?: Readonly<Record<string, string>>,
) =>
  visit(path, {
    person,
    answers: { OrderPage: { order: { ...order, ...changes } }, ...more },
    ...(form && { form }),
  });

describe('an order', () => {
  it.each([
    ['AWAITING_PAYMENT', ['CANCEL'], 'お支払いの前なら', true],
    ['PREPARING', [], 'お品の用意を始めたため', false],
    ['OUT_FOR_DELIVERY', [], 'お品が売場を出たため', false],
    ['DELIVERED', [], undefined, false],
  ])('that is %s says whether it can be cancelled', async (status, allowedActions, words, may) => {
    const { html } = await page('/ja/orders/ord_1', { status, allowedActions });
    if (words) expect(html).toContain(words);
    else expect(html).not.toContain('キャンセルについて');
    expect(html.includes('value="cancel"')).toBe(may);
  });

  it('that was cancelled says why', async () => {
    const { html } = await page('/en/orders/ord_1', {
      status: 'CANCELLED',
      cancelReason: 'SLOT_MISSED',
      allowedActions: [],
    });
    expect(html).toContain('because the delivery time was missed');
  });

  it('is cancelled under the version that was seen; what went on meanwhile is told', async () => {
    const { status, html, asked } = await page(
      '/ja/orders/ord_1',
      {},
      {
        CancelOrder: {
          cancelOrder: {
            __typename: 'IllegalOrderTransition',
            message: 'no',
            from: 'SHIPPED',
            to: 'CANCELLED',
          },
        },
      },
      { intent: 'cancel', version: '2' },
    );
    expect(asked[0]).toMatchObject({ variables: { input: { orderId: 'ord_1', expectedVersion: 2 } } });
    expect(status).toBe(409);
    expect(html).toContain('ご注文の状況が進んだため');
  });

  it('is ordered again into the cart, and what is not there is told by name', async () => {
    const leftOut = [
      { nameJa: '栗羊羹', nameEn: 'Chestnut Yokan', ordered: 3, inCart: 1, reason: 'TOO_MANY_PIECES' },
    ];
    const again = (missing: readonly object[]) =>
      page(
        '/en/orders/ord_1',
        { status: 'DELIVERED', reorderable: true },
        { Reorder: { reorder: { __typename: 'ReorderSuccess', cart: {}, leftOut: missing } } },
        { intent: 'reorder' },
      );
    const whole = await again([]);
    expect([whole.status, whole.headers.get('location')]).toEqual([303, '/en/cart']);
    const half = await again(leftOut);
    expect(half.html).toContain('Chestnut Yokan, 2 of it: more than one order may have');
  });

  it.each(['', '/slip'])('of somebody else looks like none at orders/:id%s', async (end) => {
    expect(
      (await visit(`/ja/orders/ord_2${end}`, { person, answers: { OrderPage: { order: null } } })).status,
    ).toBe(404);
  });
});

describe('the bill of an order', () => {
  const shop = {
    ...{ nameJa: 'デパチカ', nameEn: 'Depachika', sellerJa: '株式会社デパチカ', sellerEn: 'Depachika K.K.' },
    ...{ addressJa: '東京都港区', addressEn: 'Minato, Tokyo', invoiceNumber: 'T1234567890123' },
  };
  const line = {
    ...{ id: 'orl_1', nameJa: '桜どら焼き', nameEn: 'Dorayaki', sku: 'A', quantity: 2, unitPriceYen: 810 },
    ...{ lineTotalYen: 1_620, taxRatePercent: 8, variant: null },
  };
  const taxes = [
    { taxRatePercent: 8, grossYen: 1_620, taxYen: 120 },
    { taxRatePercent: 10, grossYen: 550, taxYen: 50 },
  ];
  const bill = (changes: object) =>
    visit('/ja/orders/ord_1', {
      person,
      answers: { OrderPage: { shop, order: { ...order, lines: [line], taxes, ...changes } } },
    });

  it('has the tax of each rate, and on paper the facts of an invoice', async () => {
    const { html } = await bill({ status: 'CONFIRMED', paymentMethod: 'CARD', paymentStatus: 'AUTHORIZED' });
    for (const text of ['8％対象 ¥1,620（内消費税 ¥120）', '10％対象 ¥550（内消費税 ¥50）', '※は軽減税率'])
      expect(html).toContain(text);
    for (const text of ['<dt>登録番号</dt><dd>T1234567890123', '<dd>株式会社デパチカ 東京都港区'])
      expect(html).toContain(text);
  });

  it('is no invoice of an order that was not sold, and asks nobody to pay who need not', async () => {
    const { html } = await bill({
      ...{ status: 'CANCELLED', paymentMethod: 'CASH_ON_DELIVERY', paymentStatus: 'VOIDED', payments: [] },
      allowedActions: [],
    });
    expect(html).not.toContain('<dt>登録番号</dt>');
    expect(html).not.toContain('お支払い合計');
    expect(html).toContain('お支払いは不要です');
  });

  it('thanks nobody for an order whose payment was declined, and says why it was', async () => {
    const failed = { ...payment, method: 'CARD', status: 'FAILED', failureCode: 'EXPIRED_CARD', slip: null };
    const { html } = await page('/ja/orders/ord_1?placed', { payments: [failed] });
    expect(html).not.toContain('ご注文ありがとうございます。');
    expect(html).toContain('カードの有効期限が切れています。');
  });
});

describe('a slip', () => {
  it('shows code, amount, deadline and what to do at that chain', async () => {
    const { html } = await page('/ja/orders/ord_1/slip');
    for (const text of ['8408952847011', '796737', '¥2,170', '23:59', 'ローソン', '店内の端末'])
      expect(html).toContain(text);
  });

  it('that was paid, or whose order went on, is not shown any more', async () => {
    const paid = await page('/ja/orders/ord_1/slip', {
      payments: [{ ...payment, slip: { ...slip, paid: true } }],
    });
    const expired = await page('/ja/orders/ord_1/slip', { status: 'EXPIRED' });
    for (const { html } of [paid, expired]) {
      expect(html).not.toContain('8408952847011');
      expect(html).toContain('この払込票は使えません');
    }
  });

  it('is not there for an order that is paid otherwise', async () => {
    const { status } = await page('/ja/orders/ord_1/slip', { payments: [{ ...payment, slip: null }] });
    expect(status).toBe(404);
  });
});

describe('the list of orders', () => {
  const none = { me: { orders: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } } };
  const list = (search: string, found: object | null = null) =>
    visit(`/ja/orders${search}`, { person, answers: { MyOrders: none, OrderByNumber: { order: found } } });

  it('leads to an order by its number, however it is typed', async () => {
    const { status, headers, asked } = await list('?number=%20dp-2611-000601', {
      id: 'ord_1',
      number: 'DP-2611-000601',
    });
    expect([status, headers.get('location')]).toEqual([302, '/ja/orders/ord_1']);
    expect(asked).toContainEqual({ name: 'OrderByNumber', variables: { number: 'DP-2611-000601' } });
  });

  it('says that there is none of that number', async () => {
    expect((await list('?number=DP-1')).html).toContain('ご注文 DP-1 は見つかりません');
  });

  it('shows those of one state alone, and no state that there is not', async () => {
    expect((await list('?status=DELIVERED')).asked).toContainEqual({
      name: 'MyOrders',
      variables: { first: 20, after: null, status: 'DELIVERED' },
    });
    expect((await list('?status=EATEN')).asked).toContainEqual({
      name: 'MyOrders',
      variables: { first: 20, after: null, status: undefined },
    });
  });
});
