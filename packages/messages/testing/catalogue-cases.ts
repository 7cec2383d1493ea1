import { describe, expect, it } from 'vitest';
import type { Messages } from '../catalogue.ts';

/** What holds for every catalogue; the types of its files say the rest. */
export function catalogueCases(domain: string, { ja, en }: Readonly<Record<'ja' | 'en', Messages>>): void {
  describe(`what ${domain} say to people`, () => {
    it('is Japanese in the one file, and nothing but English in the other', () => {
      const texts = textsOf(ja);
      expect(texts.size).toBeGreaterThan(0);
      expect([...texts].filter(([, text]) => !JAPANESE.test(text))).toEqual([]);
      expect([...textsOf(en)].filter(([, text]) => text === '' || JAPANESE.test(text))).toEqual([]);
    });

    it('has the same codes in both', () => {
      expect([...codesOf(en)].sort()).toEqual([...codesOf(ja)].sort());
    });
  });
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Those that need no value, by code. */
function textsOf(messages: Messages, path = ''): Map<string, string> {
  const found = Object.entries(messages).flatMap(([code, message]) => {
    const at = `${path}${code}`;
    if (typeof message === 'string') return [[at, message] as const];
    return typeof message === 'object' ? [...textsOf(message, `${at}.`)] : [];
  });
  return new Map(found);
}

function codesOf(messages: Messages, path = ''): Set<string> {
  const found = Object.entries(messages).flatMap(([code, message]) =>
    typeof message === 'object' ? [...codesOf(message, `${path}${code}.`)] : [`${path}${code}`],
  );
  return new Set(found);
}
