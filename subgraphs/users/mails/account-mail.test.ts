import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccountMail,
  isStillNeeded,
  LINK_MS,
  type LinkKind,
  linkTokenHash,
  MAIL_MS,
  opensLink,
} from './account-mail.ts';

const start = new Date('2026-11-26T00:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const tokenOf = (number: number) => String(number).padStart(43, 'x');
const hashOf = (number: number) => linkTokenHash(tokenOf(number))!;

const asked: AccountMail = {
  id: 'mai_1',
  kind: 'VERIFY_EMAIL',
  userId: 'usr_1',
  email: 'a@b.jp',
  language: 'ja',
  tokenHash: null,
  tokenExpiresAt: null,
  usedAt: null,
  expiresAt: after(MAIL_MS),
};
const written: AccountMail = { ...asked, tokenHash: hashOf(1), tokenExpiresAt: after(LINK_MS) };
const account = { email: 'a@b.jp', emailVerifiedAt: null, disabledAt: null, deletedAt: null };
const shown = { kind: 'VERIFY_EMAIL', hash: hashOf(1), now: start } as const;

describe('a link', () => {
  it('opens with its token, until half an hour has passed', () => {
    expect(opensLink(written, account, shown)).toBe(true);
    expect(opensLink(written, account, { ...shown, now: after(LINK_MS - 1) })).toBe(true);
    expect(opensLink(written, account, { ...shown, now: after(LINK_MS) })).toBe(false);
  });

  it.each<[string, AccountMail]>([
    ['was never written', asked],
    ['was used', { ...written, usedAt: start }],
    ['has another token by now', { ...written, tokenHash: hashOf(2) }],
    ['is for something else', { ...written, kind: 'RESET_PASSWORD' }],
    ['went to another address', { ...written, email: 'c@b.jp' }],
  ])('does not open when it %s', (_, mail) => {
    expect(opensLink(mail, account, shown)).toBe(false);
  });

  it('does not open when its account is gone, or its purpose done', () => {
    expect(opensLink(written, undefined, shown)).toBe(false);
    expect(opensLink(written, { ...account, deletedAt: start }, shown)).toBe(false);
    expect(opensLink(written, { ...account, emailVerifiedAt: start }, shown)).toBe(false);
    const reset = { ...written, kind: 'RESET_PASSWORD' } as const;
    const resetting = { ...shown, kind: 'RESET_PASSWORD' } as const;
    expect(opensLink(reset, account, resetting)).toBe(true);
    expect(opensLink(reset, { ...account, disabledAt: start }, resetting)).toBe(false);
    const change = { ...written, kind: 'CONFIRM_EMAIL_CHANGE', email: 'new@b.jp' } as const;
    const changing = { ...shown, kind: 'CONFIRM_EMAIL_CHANGE' } as const;
    expect(opensLink(change, account, changing)).toBe(true);
    expect(opensLink(change, { ...account, email: 'new@b.jp' }, changing)).toBe(false);
  });

  it('is known by tokens of one length alone', () => {
    for (const token of ['', 'x'.repeat(42), 'x'.repeat(44), 'x'.repeat(100_000)])
      expect(linkTokenHash(token)).toBeUndefined();
  });

  it('opens once in any life, never later than half an hour after its token was made, and by the last token alone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const life = steps.reduce<Life>(lived, {
          now: start,
          mail: asked,
          email: 'a@b.jp',
          made: 0,
          openings: [],
        });
        expect(life.openings.length).toBeLessThanOrEqual(1);
        for (const { shown, made, email, ageMs } of life.openings) {
          expect([shown, email]).toEqual([{ token: made, kind: 'VERIFY_EMAIL' }, 'a@b.jp']);
          expect(ageMs).toBeLessThan(LINK_MS);
        }
      }),
    );
  });
});

interface Shown {
  readonly token: number;
  readonly kind: LinkKind;
}

type Step =
  | { readonly write: true }
  | { readonly waitMs: number }
  | { readonly email: string }
  | { readonly show: Shown };

interface Life {
  readonly now: Date;
  readonly mail: AccountMail;
  /** That the account has now. */
  readonly email: string;
  /** Tokens so far. */
  readonly made: number;
  readonly openings: readonly { shown: Shown; made: number; email: string; ageMs: number }[];
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ write: true } as const),
  fc.record({ waitMs: fc.integer({ min: 0, max: LINK_MS }) }),
  fc.record({ email: fc.constantFrom('a@b.jp', 'c@b.jp') }),
  fc.record({
    show: fc.record({
      token: fc.integer({ min: 1, max: 6 }),
      kind: fc.constantFrom<LinkKind>('VERIFY_EMAIL', 'RESET_PASSWORD', 'CONFIRM_EMAIL_CHANGE'),
    }),
  }),
);

function lived(life: Life, one: Step): Life {
  const { now, mail, email, made } = life;
  if ('waitMs' in one) return { ...life, now: new Date(now.getTime() + one.waitMs) };
  if ('email' in one) return { ...life, email: one.email };
  const owner = { ...account, email };
  if ('show' in one) return opensLink(mail, owner, presented(one.show, now)) ? opened(life, one.show) : life;
  if (!isStillNeeded(mail, owner, now)) return life;
  const tokenExpiresAt = new Date(now.getTime() + LINK_MS);
  return { ...life, made: made + 1, mail: { ...mail, tokenHash: hashOf(made + 1), tokenExpiresAt } };
}

function presented({ token, kind }: Shown, now: Date) {
  return { kind, hash: hashOf(token), now };
}

function opened({ now, mail, email, made, openings }: Life, shown: Shown): Life {
  const ageMs = now.getTime() - mail.tokenExpiresAt!.getTime() + LINK_MS;
  return {
    now,
    email,
    made,
    mail: { ...mail, usedAt: now },
    openings: [...openings, { shown, made, email, ageMs }],
  };
}

describe('a mail', () => {
  it('is written for a day, and not when its link was used', () => {
    expect(isStillNeeded(asked, account, after(MAIL_MS - 1))).toBe(true);
    expect(isStillNeeded(asked, account, after(MAIL_MS))).toBe(false);
    expect(isStillNeeded({ ...written, usedAt: start }, account, start)).toBe(false);
  });

  it('of a deletion alone is written without an account', () => {
    const deleted = { ...account, deletedAt: start };
    for (const kind of [
      'PASSWORD_CHANGED',
      'EMAIL_CHANGE_TOLD',
      'ALREADY_REGISTERED',
      'RESET_PASSWORD',
    ] as const) {
      expect(isStillNeeded({ ...asked, kind }, account, start)).toBe(true);
      expect(isStillNeeded({ ...asked, kind }, undefined, start)).toBe(false);
      expect(isStillNeeded({ ...asked, kind }, deleted, start)).toBe(false);
    }
    expect(isStillNeeded({ ...asked, kind: 'ACCOUNT_DELETED_TOLD' }, undefined, start)).toBe(true);
  });
});
