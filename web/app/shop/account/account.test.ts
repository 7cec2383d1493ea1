import { describe, expect, it } from 'vitest';
import { type VisitOptions, visit } from '../../../testing/page-visit.ts';
import { person } from '../order/testing/shown.ts';

const typed = { name: '花子', email: 'hanako@example.jp', password: 'long enough words' };
const registers = (form: Readonly<Record<string, string>>) =>
  visit('/ja/register', {
    form: { ...typed, ...form },
    answers: { Register: { register: { __typename: 'RegisterSuccess', session: {} } } },
  });
const placeAfter = async (to?: string) => (await registers(to ? { to } : {})).headers.get('location');
const sentTo = async (path: string, options: VisitOptions = { person }) =>
  (await visit(path, options)).headers.get('location');

describe('a new member', () => {
  it('reads first which mail to look for, and goes on from there to the page that was wanted', async () => {
    expect(await placeAfter()).toBe('/ja/account/mail?done=registered');
    expect(await placeAfter('/ja')).toBe('/ja/account/mail?done=registered');
    const { headers } = await registers({ to: '/ja/checkout' });
    expect(headers.get('set-cookie')).toBe('depachika=new');
    const landing = headers.get('location')!;
    expect(landing).toBe('/ja/account/mail?done=registered&to=%2Fja%2Fcheckout');
    const me = { email: typed.email, emailVerifiedAt: null, language: 'JA', version: 1 };
    const { html } = await visit(landing, { person, answers: { MyAccount: { me } } });
    expect(html).toContain(`${typed.email} に確認のメールを送りました`);
    expect(html).toMatch(/<a[^>]*href="\/ja\/checkout"[^>]*>お買い物を続ける/);
  });

  it('goes to an order that tells the same, and to no other shop', async () => {
    expect(await placeAfter('/ja/orders/ord_1?registered')).toBe('/ja/orders/ord_1?registered');
    expect(await placeAfter('//elsewhere.example?registered')).toBe('/ja/account/mail?done=registered');
    const hostile = '/ja/account/mail?done=registered&to=https%3A%2F%2Felsewhere.example';
    const me = { email: typed.email, emailVerifiedAt: null, language: 'JA', version: 1 };
    const { html } = await visit(hostile, { person, answers: { MyAccount: { me } } });
    expect(html).toMatch(/<a[^>]*href="\/ja"[^>]*>お買い物を続ける/);
    expect(html).not.toContain('"https://elsewhere');
  });
});

describe('whoever is signed in', () => {
  it('is led from the forms of strangers to the account, or to where they wanted to sign in for', async () => {
    expect(await sentTo('/ja/register')).toBe('/ja/account');
    expect(await sentTo('/en/sign-in')).toBe('/en/account');
    expect(await sentTo('/ja/sign-in?to=%2Fja%2Forders')).toBe('/ja/orders');
  });

  it('as a guest is not: a guest has no account yet', async () => {
    const guest: VisitOptions = {
      person: { ...person, isGuest: true },
      answers: { CheckoutPerson: { me: null } },
    };
    expect(await sentTo('/ja/register', guest)).toBeNull();
    expect(await sentTo('/ja/sign-in', guest)).toBeNull();
  });
});
