import { describe, expect, it } from 'vitest';
import { type Answers, visit } from '../../../testing/page-visit.ts';

const person = { id: 'usr_1', name: '佐藤 花子' };
const me = {
  ...{ id: 'usr_1', email: 'a@b.example', emailVerifiedAt: null, language: 'JA', name: '佐藤 花子' },
  ...{ nameKana: 'サトウ ハナコ', phone: '09012345678', role: 'CUSTOMER', version: 3, addresses: [] },
  defaultAddress: null,
  points: { spendable: 120, held: 0, pending: 0 },
  paymentMethods: [{ id: 'pm_1', label: 'VISA 4242', expiryMonth: 4, expiryYear: 2030, expired: false }],
};
const address = (id: string) => ({
  ...{ id, recipientName: `受取人 ${id}`, recipientKana: '', phone: '0312345678', postalCode: '1030022' },
  ...{ prefecture: '東京都', municipality: '中央区', street: '日本橋室町1-1-1', building: '', version: 1 },
  deliveryZone: { code: 'CHUO', nameJa: '中央区', nameEn: 'Chuo', feeYen: 440, sameDay: true },
});
const session = (id: string, isCurrent: boolean) => ({
  ...{ id, startedAt: '2026-11-26T03:00:00Z', lastUsedAt: '2026-11-26T03:00:00Z' },
  ...{ expiresAt: '2026-11-27T03:00:00Z', staysSignedIn: false, device: 'Firefox, Linux', isCurrent },
});
const points = {
  ...me.points,
  owed: 0,
  entries: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
};
const answers: Answers = {
  MyAccount: { me },
  AccountAddresses: {
    me: { id: 'usr_1', addresses: [address('adr_1'), address('adr_2')], defaultAddress: { id: 'adr_2' } },
  },
  MySessions: { me: { ...me, sessions: [session('ses_1', true), session('ses_2', false)] } },
  MyPoints: { me: { points } },
  LeavingAccount: { me: { id: 'usr_1', points: me.points, orders: { nodes: [] } } },
};
const mine = (path: string, form?: Readonly<Record<string, string>>, more: Answers = {}) =>
  visit(path, { person, answers: { ...answers, ...more }, ...(form && { form }) });

const PAGES = ['', '/addresses', '/cards', '/points', '/mail', '/security', '/data'];

describe('the pages of an account', () => {
  it.each(PAGES)('account%s is there in both languages, and nobody else’s to find', async (page) => {
    for (const language of ['ja', 'en']) {
      const { status, html } = await mine(`/${language}/account${page}`);
      expect(status).toBe(200);
      expect(html).toContain('noindex');
      expect(html).not.toContain('rel="canonical"');
    }
  });

  it.each([...PAGES, '/export'])(
    'account%s asks who comes to sign in first, and asks the graph nothing of them',
    async (page) => {
      const { status, headers, asked } = await visit(`/ja/account${page}`);
      expect(status).toBe(302);
      expect(headers.get('location')).toMatch(/^\/ja\/sign-in\?to=%2Fja%2Faccount/);
      expect(asked.filter(({ name }) => name !== 'ListCategories')).toEqual([]);
    },
  );
});

describe('an address', () => {
  it('that is the usual one is marked, and the others can become it', async () => {
    const { html } = await mine('/ja/account/addresses');
    expect(html.match(/いつものお届け先にする/g)).toHaveLength(1);
    const { status, headers, asked } = await mine(
      '/ja/account/addresses',
      { intent: 'default', id: 'adr_1' },
      { SetDefaultAddress: { setDefaultAddress: { __typename: 'SetDefaultAddressSuccess' } } },
    );
    expect([status, headers.get('location')]).toEqual([303, '/ja/account/addresses?done=saved']);
    expect(asked[0]).toEqual({ name: 'SetDefaultAddress', variables: { input: { id: 'adr_1' } } });
  });

  it('that is opened fills the form, and is changed under the version that was seen', async () => {
    expect((await mine('/ja/account/addresses?edit=adr_2')).html).toContain('value="受取人 adr_2"');
    const { asked } = await mine(
      '/ja/account/addresses?edit=adr_2',
      {
        intent: 'save',
        id: 'adr_2',
        version: '1',
        recipientName: '新',
        postalCode: '1030022',
        street: '1-1',
      },
      { UpdateAddress: { updateAddress: { __typename: 'UpdateAddressSuccess' } } },
    );
    expect(asked[0]).toMatchObject({
      name: 'UpdateAddress',
      variables: { input: { id: 'adr_2', expectedVersion: 1, recipientName: '新', prefecture: null } },
    });
  });

  it('that is refused comes back with what was typed, and its field', async () => {
    const { status, html } = await mine(
      '/en/account/addresses',
      { intent: 'save', recipientName: 'Hanako', postalCode: '000' },
      {
        AddAddress: {
          addAddress: { __typename: 'InvalidInput', message: 'no', field: 'postalCode', allowed: '' },
        },
      },
    );
    expect(status).toBe(422);
    expect(html).toContain('value="Hanako"');
    expect(html).toContain('The postal code has seven digits.');
    expect(html).toMatch(
      /name="postalCode"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*name="postalCode"/,
    );
  });
});

describe('sessions', () => {
  it('are listed, and every one but that of the page can be ended', async () => {
    const { html } = await mine('/ja/account/security');
    expect(html.match(/Firefox, Linux<\/p>/g)).toHaveLength(2);
    expect(html.match(/name="id" value="ses_/g)).toHaveLength(1);
  });

  it('end one by one', async () => {
    const { status, asked } = await mine(
      '/ja/account/security',
      { intent: 'end', id: 'ses_2' },
      { EndSession: { endSession: { __typename: 'EndSessionSuccess' } } },
    );
    expect(status).toBe(303);
    expect(asked[0]).toEqual({ name: 'EndSession', variables: { input: { id: 'ses_2' } } });
  });
});

describe('what is refused', () => {
  it('is told in the visitor’s language, also when one has to wait', async () => {
    const wrong = await mine(
      '/ja/account/security',
      { intent: 'password', currentPassword: 'x', newPassword: 'y' },
      { ChangePassword: { changePassword: { __typename: 'WrongPassword', message: 'wrong' } } },
    );
    expect([wrong.status, wrong.html.includes('パスワードが違います')]).toEqual([422, true]);
    const often = await mine(
      '/en/account/mail',
      { intent: 'verify' },
      {
        RequestEmailVerification: {
          requestEmailVerification: {
            __typename: 'TooManyAttempts',
            message: 'no',
            retryAt: '2026-11-26T03:05:00Z',
          },
        },
      },
    );
    expect([often.status, often.html.includes('wait until 12:05')]).toEqual([429, true]);
  });
});

describe('personal data', () => {
  const orders = (after: string | null) => ({
    me: {
      orders: { nodes: [{ id: after ?? 'first' }], pageInfo: { hasNextPage: !after, endCursor: 'second' } },
    },
  });

  it('comes whole as a file, page by page', async () => {
    const { html, headers } = await mine('/ja/account/export', undefined, {
      MyDataExport: { me: { id: 'usr_1', dataExport: '{"account":{"name":"佐藤 花子"}}' } },
      MyOrders: ({ after }: { after: string | null }) => orders(after),
    });
    expect(headers.get('content-disposition')).toContain('attachment');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(html)).toMatchObject({
      account: { name: '佐藤 花子' },
      orders: { isWhole: true, entries: [{ id: 'first' }, { id: 'second' }] },
    });
  });

  it('is no half: a domain that is away makes it 503', async () => {
    const { status } = await mine('/ja/account/export', undefined, {
      MyDataExport: { me: { id: 'usr_1', dataExport: '{}' } },
      MyOrders: { me: { orders: null } },
    });
    expect(status).toBe(503);
  });

  it('is not erased before it was said what becomes of orders, returns, refunds and points', async () => {
    const refund = { status: 'NEEDS_BANK_ACCOUNT' };
    const of = (id: string, status: string, payments: object[] | null = []) => ({
      ...{ id, status, payments },
      number: `DP-${id}`,
    });
    const nodes = [
      of('way', 'SHIPPED', null),
      of('back', 'RETURN_REQUESTED'),
      of('owed', 'CANCELLED', [{ id: 'pay_1', refund }]),
      of('old', 'DELIVERED', [{ id: 'pay_2', refund: null }]),
    ];
    const me = { id: 'usr_1', points: { spendable: 1_200, held: 100, pending: 7 }, orders: { nodes } };
    const { html } = await mine('/ja/account/data', undefined, { LeavingAccount: { me } });
    expect(html).toContain('1,307ポイント');
    expect(html).toMatch(/href="\/ja\/orders\/way"[^>]*>DP-way</);
    expect(html).toContain('DP-back');
    expect(html).toContain('お申し出中の返品は');
    expect(html).toMatch(/href="\/ja\/orders\/owed\/refund-account"/);
    expect(html).not.toContain('DP-old');
  });

  it('says the rule also while nobody can tell of orders and points', async () => {
    const away = { LeavingAccount: { me: { id: 'usr_1', points: null, orders: null } } };
    const { html } = await mine('/ja/account/data', undefined, away);
    expect(html).toContain('進行中のご注文は、退会後もそのままお届けします');
    expect(html).not.toContain('すべてなくなります');
    expect(html).not.toContain('お申し出中の返品は');
  });

  it('is erased with the password and the box ticked, and the browser is signed out', async () => {
    const deleted = { DeleteAccount: { deleteAccount: { __typename: 'DeleteAccountSuccess' } } };
    expect((await mine('/ja/account/data', { password: 'x' }, deleted)).status).toBe(400);
    const { status, headers } = await mine('/ja/account/data', { password: 'x', confirmed: 'yes' }, deleted);
    expect([status, headers.get('location')]).toEqual([303, '/ja/sign-in?deleted']);
    expect(headers.get('set-cookie')).toContain('Max-Age=0');
  });
});
