import { describe, expect, it } from 'vitest';
import { type Answers, visit } from '../../../testing/page-visit.ts';
import { order, payment, person } from '../../shop/order/testing/shown.ts';

const known = { name: '佐藤 花子', nameKana: 'サトウ ハナコ', phone: '0312345678', version: 1 };
const me = { ...known, contactEmail: 'hanako@example.jp', addresses: [], defaultAddress: null };
const refund = {
  amountYen: 2_170,
  status: 'NEEDS_BANK_ACCOUNT',
  bankAccountNeededBy: null,
  refusalCode: null,
};
const cart = { id: 'crt_1', lines: [{ id: 'lin_1', variant: { id: 'var_1' } }] };
const owed = { ...order, payments: [{ ...payment, refund }] };

interface FormCase {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  /** Operation and its root field. */
  readonly asks: readonly [string, string];
  readonly wrong: readonly [string, string];
  readonly answers?: Answers;
  readonly by?: 'guest';
}

const CASES: readonly FormCase[] = [
  {
    path: '/ja/register',
    form: { name: '', email: 'nobody', password: 'short-one' },
    asks: ['Register', 'register'],
    wrong: ['email', 'password'],
    answers: { CheckoutPerson: { me } },
    by: 'guest',
  },
  {
    path: '/ja/checkout/contact',
    form: { name: '花子', phone: '12', email: 'nobody' },
    asks: ['TellGuestContact', 'tellGuestContact'],
    wrong: ['phone', 'email'],
    answers: { CheckoutPerson: { me }, GoodsInCart: { cart } },
    by: 'guest',
  },
  {
    path: '/ja/checkout/address',
    form: { intent: 'add', recipientName: '花子', postalCode: '1', phone: '12' },
    asks: ['AddAddress', 'addAddress'],
    wrong: ['postalCode', 'phone'],
    answers: { CheckoutPerson: { me }, GoodsInCart: { cart } },
  },
  {
    path: '/ja/account?index',
    form: { name: '花子', nameKana: 'はなこ', phone: '12', version: '1' },
    asks: ['UpdateProfile', 'updateProfile'],
    wrong: ['nameKana', 'phone'],
    answers: { MyAccount: { me } },
  },
  {
    path: '/ja/account/addresses',
    form: { intent: 'save', recipientName: '花子', postalCode: '1', street: '' },
    asks: ['AddAddress', 'addAddress'],
    wrong: ['postalCode', 'street'],
    answers: { AccountAddresses: { me } },
  },
  {
    path: '/ja/orders/ord_1/refund-account',
    form: { paymentId: 'pay_1', bankCode: '1', branchCode: '2', holderKana: 'サトウ' },
    asks: ['ProvideRefundAccount', 'provideRefundAccount'],
    wrong: ['bankCode', 'branchCode'],
    answers: { OrderPage: { order: owed } },
  },
];

describe.each(CASES)('the form of $path', ({ path, form, asks: [operation, root], wrong, answers, by }) => {
  const refusedFor = (fields: readonly string[]) =>
    visit(path, {
      person: by === 'guest' ? { ...person, isGuest: true } : person,
      form,
      answers: {
        ...answers,
        [operation]: {
          [root]: {
            ...{ __typename: 'InvalidInput', message: 'no', allowed: '', field: `input.${fields[0]}` },
            fields: fields.map((field) => ({ field: `input.${field}`, allowed: '' })),
          },
        },
      },
    });

  it('says beside each wrong field what is wrong, and leads to it from above', async () => {
    const { status, html } = await refusedFor(wrong);
    expect(status).toBe(422);
    expect(html).toContain('入力内容をお確かめください。');
    for (const field of wrong) {
      const input = html.match(new RegExp(`<input[^>]*id="${field}"[^>]*>`))![0];
      expect(input).toContain('aria-invalid="true"');
      expect(input).toMatch(new RegExp(`aria-describedby="${field}-wrong(?: |")`));
      const [, beside] = html.match(new RegExp(`<p class="wrong" id="${field}-wrong">([^<]+)</p>`))!;
      expect(html).toContain(`<a href="#${field}">${beside}</a>`);
    }
    expect(html.match(/aria-invalid="true"/g)).toHaveLength(wrong.length);
  });

  it('keeps what was typed, but no password', async () => {
    const { html } = await refusedFor(wrong);
    for (const [name, typed] of Object.entries(form)) {
      if (name === 'intent' || name === 'version' || typed === '') continue;
      if (name === 'password') expect(html).not.toContain(typed);
      else expect(html).toContain(`value="${typed}"`);
    }
  });
});
