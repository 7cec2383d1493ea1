import { describe, expect, it } from 'vitest';
import { type Answers, visit } from '../../../../testing/page-visit.ts';
import { order, person } from '../testing/shown.ts';

const returnableUntil = '2026-12-04T03:00:00Z';
const line = {
  ...{ id: 'orl_1', nameJa: '桜どら焼き', nameEn: 'Cherry Blossom Dorayaki', sku: 'A' },
  ...{ quantity: 2, unitPriceYen: 810, lineTotalYen: 1_620, variant: null },
};
const delivered = {
  ...order,
  ...{ status: 'DELIVERED', allowedActions: ['REQUEST_RETURN'], returnableUntil, lines: [line] },
};
const keeps = { order: { id: 'ord_1', lines: [{ id: 'orl_1', returnableFor: 'ANY_REASON' }] } };
const spoils = { order: { id: 'ord_1', lines: [{ id: 'orl_1', returnableFor: 'DEFECT' }] } };
const wish = { cause: 'defect', reason: '箱が<つぶれて>いました' };
const page = (
  form?: Readonly<Record<string, string>>,
  { changes = {}, answers = {} }: { readonly changes?: object; readonly answers?: Answers } = {},
) =>
  visit('/ja/orders/ord_1/return', {
    person,
    answers: { OrderPage: { order: { ...delivered, ...changes } }, OrderReturn: keeps, ...answers },
    ...(form && { form }),
  });
const answered = (requestReturn: object) => ({ answers: { RequestReturn: { requestReturn } } });

describe('asking to give an order back', () => {
  it('shows what goes back, and until when it may be asked for', async () => {
    const { html } = await page();
    expect(html).toContain('桜どら焼き');
    expect(html).toContain('12月4日');
    expect(html).toContain('name="reason"');
  });

  it('asks nothing of the graph before it was read once more', async () => {
    const { status, html, asked } = await page({ intent: 'check', ...wish });
    expect([status, asked.some(({ name }) => name === 'RequestReturn')]).toEqual([200, false]);
    expect(html).toContain('お品に不良や破損があった');
    expect(html).toContain('箱が&lt;つぶれて&gt;いました');
    expect(html).toContain('value="send"');
    const again = await page({ intent: 'write', ...wish });
    expect(again.html).toMatch(/<textarea[^>]*id="reason"[^>]*>箱が&lt;つぶれて&gt;いました<\/textarea>/);
    expect(again.html).toMatch(/<input[^>]*value="defect"[^>]*checked|checked[^>]*value="defect"/);
  });

  it('leads back to the order, which says that it was asked for', async () => {
    const { status, headers, asked } = await page(
      { intent: 'send', ...wish },
      answered({ __typename: 'RequestReturnSuccess' }),
    );
    expect(asked.at(-1)).toMatchObject({
      name: 'RequestReturn',
      variables: { input: { orderId: 'ord_1', reason: wish.reason, defective: true } },
    });
    expect([status, headers.get('location')]).toEqual([303, '/ja/orders/ord_1?returnAsked']);
  });

  it('that is refused says why, and keeps what was written', async () => {
    const { status, html } = await page(
      { intent: 'send', ...wish, cause: 'choice' },
      answered({ __typename: 'ReturnNotPossible', reason: 'PERISHABLE', message: '', returnableUntil }),
    );
    expect(status).toBe(422);
    expect(html).toContain('生ものは、不良品のときだけ返品をお受けします。');
    expect(html).toContain('いました</textarea>');
  });

  it('of food that does not keep says so before anything is written, and is checked for defects alone', async () => {
    const answers = { OrderReturn: spoils };
    const { html } = await page(undefined, { answers });
    expect(html).toContain('日持ちのしない食品（桜どら焼き）を含むため');
    expect(html).toContain('日持ちのしない食品：返品は不良品のときだけ');
    expect(html).toMatch(/<input[^>]*disabled[^>]*value="choice"|value="choice"[^>]*disabled/);
    const chosen = await page({ intent: 'check', ...wish, cause: 'choice' }, { answers });
    expect(chosen.status).toBe(422);
    expect(chosen.html).toContain('生ものは、不良品のときだけ返品をお受けします。');
    expect((await page({ intent: 'check', ...wish }, { answers })).html).toContain('value="send"');
  });

  it('of what nobody can tell just now is asked for as any other', async () => {
    const answers = {
      OrderReturn: { order: { id: 'ord_1', lines: [{ id: 'orl_1', returnableFor: null }] } },
    };
    const { html } = await page({ intent: 'check', ...wish, cause: 'choice' }, { answers });
    expect(html).toContain('value="send"');
    expect(html).not.toContain('日持ちのしない食品');
  });

  it('without a reason says so beside the field', async () => {
    const wrong = { __typename: 'InvalidInput', message: '', field: 'reason', allowed: '' };
    const { html } = await page({ intent: 'send', cause: 'defect', reason: '' }, answered(wrong));
    expect(html).toMatch(/<textarea[^>]*aria-invalid="true"[^>]*aria-describedby="reason-wrong reason-hint"/);
    expect(html).toContain('<a href="#reason">');
  });

  it('is no page of an order that the graph does not take back now', async () => {
    const { status, headers } = await page(undefined, { changes: { allowedActions: [] } });
    expect([status, headers.get('location')]).toEqual([302, '/ja/orders/ord_1']);
    const anonymous = await visit('/ja/orders/ord_1/return');
    expect(anonymous.headers.get('location')).toContain('/ja/sign-in?to=');
  });
});

describe('the page of an order', () => {
  const history = [
    { version: 7, from: 'OUT_FOR_DELIVERY', to: 'DELIVERED', by: 'DELIVERY', note: '玄関先', occurredAt: '' },
    { version: 8, from: 'DELIVERED', to: 'RETURN_REQUESTED', by: 'CUSTOMER', note: '箱', occurredAt: '' },
    {
      version: 9,
      from: 'RETURN_REQUESTED',
      to: 'DELIVERED',
      by: 'STAFF',
      note: '運送時の傷',
      occurredAt: '',
    },
  ].map((step) => ({ ...step, occurredAt: '2026-11-26T03:00:00Z' }));
  const shown = (changes: object) =>
    visit('/ja/orders/ord_1', {
      person,
      answers: { OrderPage: { order: { ...delivered, ...changes } }, OrderReturn: spoils },
    });

  it('leads there as long as the graph allows it', async () => {
    const { html } = await shown({});
    expect(html).toContain('/ja/orders/ord_1/return');
    expect(html).toContain('日持ちのしない食品（桜どら焼き）を含むため');
    const over = await shown({ allowedActions: [] });
    expect(over.html).not.toContain('/ja/orders/ord_1/return');
    expect(over.asked.some(({ name }) => name === 'OrderReturn')).toBe(false);
  });

  it('says what became of it, with what was said about it', async () => {
    const asked = await shown({
      status: 'RETURN_REQUESTED',
      history: history.slice(0, 2),
      allowedActions: [],
    });
    expect(asked.html).toContain('店が確認しています');
    const { html } = await shown({ history, allowedActions: [] });
    expect(html).toContain('返品をお受けできませんでした');
    expect(html).toContain('運送時の傷');
    expect(html).not.toContain('>玄関先<');
  });
});
