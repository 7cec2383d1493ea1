import { describe, expect, it } from 'vitest';
import { ACCOUNT_MAILS, ORDER_MAILS } from '../mails/mail.ts';
import type { OrderContentFacts } from './content.ts';
import { moment, span, yen } from './figures.ts';
import { renderAccountMail, renderOrderMail } from './render-mail.ts';

const HOSTILE = `<script>alert('x')</script>" onmouseover="y"\r\nBcc: all@example.jp`;
const LANGUAGES = ['ja', 'en'] as const;

const order = (text: string): OrderContentFacts => ({
  name: text,
  number: text,
  url: `https://shop.example/ja/orders/${encodeURIComponent(text)}`,
  lines: [{ nameJa: text, nameEn: text, quantity: 2, unitPriceYen: 1080, taxRatePercent: 8 }],
  deliveryFeeYen: 330,
  taxes: [
    { taxRatePercent: 8, grossYen: 2160, taxYen: 160 },
    { taxRatePercent: 10, grossYen: 330, taxYen: 30 },
  ],
  address: {
    ...{ recipientName: text, postalCode: '1050014', prefecture: '', municipality: text },
    ...{ street: text, building: text },
  },
  pointsUsed: 100,
  amountDueYen: 2390,
  paymentMethod: text,
  slotStartsAt: new Date('2026-11-27T01:00:00Z'),
  slotEndsAt: new Date('2026-11-27T03:00:00Z'),
  payUntil: new Date('2026-11-26T04:00:00Z'),
  amountYen: 2390,
  chain: text,
  paymentCode: text,
  confirmationNumber: text,
  deadlineAt: new Date('2026-11-28T14:59:59Z'),
});

const account = (text: string) => ({
  name: text,
  url: `https://shop.example/ja/verify?token=${encodeURIComponent(text)}`,
  expiresAt: new Date('2026-11-26T03:30:00Z'),
});

const everyMail = (text: string) =>
  LANGUAGES.flatMap((language) => [
    ...ORDER_MAILS.map((kind) => ({ kind, language, mail: renderOrderMail(kind, order(text), language) })),
    ...ACCOUNT_MAILS.map((kind) => ({
      kind,
      language,
      mail: renderAccountMail(kind, account(text), language),
    })),
  ]);

describe('every mail, in Japanese and in English', () => {
  it.each(everyMail('Hana'))('says something as HTML and as text: $kind $language', ({ language, mail }) => {
    expect(mail.subject.length).toBeGreaterThan(3);
    expect(mail.html).toContain(`<html lang="${language}">`);
    expect(mail.text).toContain('Hana');
    expect(`${mail.html}${mail.text}`).not.toMatch(/undefined|NaN|\[object|Invalid Date/);
  });

  it('differs between the languages', () => {
    for (const kind of ORDER_MAILS) {
      const [ja, en] = LANGUAGES.map((language) => renderOrderMail(kind, order('Hana'), language));
      expect(ja!.subject).toMatch(/[ぁ-ヿ]/);
      expect(en!.subject).not.toMatch(/[ぁ-ヿ]/);
      expect(en!.text).not.toMatch(/[ぁ-ヿ]/);
    }
  });

  it.each(everyMail(HOSTILE))(
    'lets no text of a customer become HTML or a header: $kind $language',
    ({ mail }) => {
      expect(mail.html).not.toContain('<script');
      expect(mail.html).not.toContain('onmouseover="y"');
      expect(mail.subject).not.toMatch(/[\r\n]/);
    },
  );

  it('loads nothing and runs nothing', () => {
    for (const { mail } of everyMail('Hana')) {
      expect(mail.html).not.toMatch(/<(?:img|link|script|iframe|style|form)\b|url\(|@import/i);
      const links = [...mail.html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url);
      for (const url of links) expect(url).toMatch(/^https:\/\/shop\.example\//);
    }
  });

  it('tells what the page of the order tells: taxes per rate, points, and where it goes', () => {
    const address = { recipientName: '佐藤 花子', postalCode: '1050014', prefecture: '東京都' };
    const to = { ...address, municipality: '港区', street: '芝2-16-5', building: '' };
    for (const kind of ['ORDER_RECEIVED', 'ORDER_CONFIRMED'] as const) {
      const ja = renderOrderMail(kind, { ...order('DP-1'), address: to }, 'ja').text;
      for (const part of [
        '合計（税込）: 2,390円',
        'ポイント利用: −100',
        '8％対象: 2,160円（内消費税 160円）',
        '10％対象: 330円（内消費税 30円）',
        'お届け先: 佐藤 花子 〒105-0014 東京都港区芝2-16-5\n',
        'DP-1 ※ × 2',
        '※は軽減税率（8％）の対象です。',
      ])
        expect(ja).toContain(part);
      const en = renderOrderMail(kind, order('DP-1'), 'en').text;
      expect(en).toContain('At 10 %: ¥330 (of which ¥30 tax)');
      const erased = renderOrderMail(kind, { ...order('DP-1'), address: undefined }, 'ja');
      expect(erased.text).not.toContain('お届け先');
    }
  });

  it('marks the reduced rate nowhere without saying what the mark means', () => {
    for (const { mail } of everyMail('Hana')) {
      if (mail.text.includes('※ ×')) expect(mail.text).toMatch(/※は軽減税率|※ Reduced tax rate/);
    }
  });

  it('speaks of a button to nobody who reads text alone', () => {
    for (const { mail } of everyMail('Hana')) expect(mail.text).not.toMatch(/button|ボタン/);
  });

  it('tells a slip with its code and its end, and a text reader the link', () => {
    const facts = { ...order('DP-1'), chain: 'LAWSON', paymentCode: '123-456', confirmationNumber: '7890' };
    const { text } = renderOrderMail('SLIP_ISSUED', facts, 'ja');
    for (const part of ['ローソン', '123-456', '7890', '11月28日（土）23:59', '2,390円', facts.url])
      expect(text).toContain(part);
  });
});

describe('figures', () => {
  it('are written as each language writes them, in the time of Japan', () => {
    expect([yen(1234567, 'ja'), yen(1234567, 'en'), yen(0, 'ja')]).toEqual([
      '1,234,567円',
      '¥1,234,567',
      '0円',
    ]);
    const at = new Date('2026-11-26T15:30:00Z');
    expect(moment(at, 'ja')).toBe('11月27日（金）00:30');
    expect(moment(at, 'en')).toBe('Friday, November 27, 00:30 (Japan time)');
    expect(span(at, new Date('2026-11-26T17:30:00Z'), 'ja')).toBe('11月27日（金）00:30〜02:30');
  });
});
