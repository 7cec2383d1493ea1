import { afterEach, describe, expect, it, vi } from 'vitest';
import { normalised } from './unicode.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a text that is far longer than it may be', () => {
  it.each([
    ['marks that have to be put in order', '\u0301'.repeat(48_000) + '\u0323'.repeat(48_000)],
    ['digits and spaces', `123${' '.repeat(40_000)}x`],
    ['one code unit more than a text of ten characters can have', 'x'.repeat(141)],
  ])('is not normalised at all: %s', (_, text) => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    expect(normalised(text, 'NFC', 10)).toBeUndefined();
    expect(normalised(text, 'NFKC', 10)).toBeUndefined();
    expect(normalize).toHaveBeenCalledTimes(0);
  });

  it('is told from one that may be as long in parts', () => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    expect(normalised('カ\u3099'.repeat(10), 'NFC', 10)).toBe('ガ'.repeat(10));
    expect(normalize).toHaveBeenCalledTimes(1);
  });
});
