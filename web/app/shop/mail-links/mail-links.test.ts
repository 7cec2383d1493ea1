import { describe, expect, it } from 'vitest';
import { visit } from '../../../testing/page-visit.ts';

describe('the link of a mail', () => {
  it.each(['verify', 'confirm-mail', 'reset'])('%s spends nothing when it is only opened', async (name) => {
    const { status, html, asked } = await visit(`/ja/${name}?token=secret`);
    expect(status).toBe(200);
    expect(asked.map((each) => each.name)).toEqual(['ListCategories']);
    expect(html).toContain('name="token" value="secret"');
    expect(html).toContain('<meta name="referrer" content="no-referrer"/>');
    expect(html).toContain('noindex');
  });

  it('proves the mail address by a button', async () => {
    const { html, asked } = await visit('/ja/verify?token=secret', {
      form: { token: 'secret' },
      answers: { VerifyEmail: { verifyEmail: { __typename: 'VerifyEmailSuccess', email: 'a@b.example' } } },
    });
    expect(asked[0]).toEqual({ name: 'VerifyEmail', variables: { input: { token: 'secret' } } });
    expect(html).toContain('a@b.example を確認しました');
  });

  it.each([
    ['verify', 'VerifyEmail', 'verifyEmail', '期限が過ぎたか'],
    ['confirm-mail', 'ConfirmEmailChange', 'confirmEmailChange', '期限が過ぎたか'],
    ['reset', 'ResetPassword', 'resetPassword', '期限が過ぎたか'],
  ])('%s that was used before says so', async (name, operation, field, words) => {
    const { status, html } = await visit(`/ja/${name}?token=old`, {
      form: { token: 'old', newPassword: 'long enough words' },
      answers: { [operation]: { [field]: { __typename: 'InvalidLink', message: 'no' } } },
    });
    expect(status).toBe(422);
    expect(html).toContain(words);
  });
});

describe('a link for a password that cannot be used any more', () => {
  it('offers another one on the same page, and no password to type in vain', async () => {
    const { html } = await visit('/ja/reset?token=old', {
      form: { token: 'old', newPassword: 'long enough words' },
      answers: { ResetPassword: { resetPassword: { __typename: 'InvalidLink', message: 'no' } } },
    });
    expect(html).toContain('新しいリンクをお送りします');
    expect(html).toMatch(/<form[^>]*action="\/ja\/reset"/);
    expect(html).toContain('id="email"');
    expect(html).not.toContain('id="newPassword"');
  });

  it('is not what a weak password makes of it', async () => {
    const weak = { __typename: 'InvalidInput', message: 'no', field: 'input.newPassword', allowed: '' };
    const { html } = await visit('/ja/reset?token=good', {
      form: { token: 'good', newPassword: 'short' },
      answers: { ResetPassword: { resetPassword: weak } },
    });
    expect(html).toContain('id="newPassword"');
    expect(html).toContain('name="token" value="good"');
  });
});

describe('a forgotten password', () => {
  it('is asked for with the same words for every address', async () => {
    const ask = async (email: string) =>
      await visit('/en/reset', {
        form: { email },
        answers: {
          RequestPasswordReset: {
            requestPasswordReset: { __typename: 'RequestPasswordResetSuccess', email },
          },
        },
      });
    const [known, unknown] = [await ask('known@a.example'), await ask('other@a.example')];
    expect(known.html.replaceAll('known@', '')).toBe(
      unknown.html.replaceAll('other@', '').replaceAll(NONCE(unknown.html), NONCE(known.html)),
    );
  });

  it('leads to the sign-in once another is set, and signs this browser out', async () => {
    const { status, headers } = await visit('/ja/reset?token=secret', {
      form: { token: 'secret', newPassword: 'long enough words' },
      answers: {
        ResetPassword: { resetPassword: { __typename: 'ResetPasswordSuccess', email: 'a@b.example' } },
      },
    });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe('/ja/sign-in?reset');
    expect(headers.get('set-cookie')).toContain('Max-Age=0');
  });
});

const NONCE = (html: string) => /nonce="([^"]*)"/.exec(html)![1]!;
