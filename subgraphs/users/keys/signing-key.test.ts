import { describe, expect, it } from 'vitest';
import { isRotationDue, publishedKeysAt, signingKeyAt } from './signing-key.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('signing keys', () => {
  const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
  const keys = [
    { kid: 'old', activatesAt: at(0) },
    { kid: 'new', activatesAt: at(10 * HOUR_MS) },
  ];
  it('sign from their activation until the next one', () => {
    expect(signingKeyAt(keys, at(10 * HOUR_MS - 1))?.kid).toBe('old');
    expect(signingKeyAt(keys, at(10 * HOUR_MS))?.kid).toBe('new');
    expect(signingKeyAt([], at(0))).toBeUndefined();
  });
  it('are published before they sign and until the last token signed by them has ended', () => {
    const kids = (ms: number) => publishedKeysAt(keys, at(ms)).map(({ kid }) => kid);
    expect(kids(HOUR_MS)).toEqual(['old', 'new']);
    expect(kids(11 * HOUR_MS)).toEqual(['old', 'new']);
    expect(kids(11 * HOUR_MS + 5 * MINUTE_MS)).toEqual(['new']);
  });
  it('are due for rotation by the age of the newest', () => {
    expect(isRotationDue(keys, at(11 * HOUR_MS), HOUR_MS)).toBe(true);
    expect(isRotationDue(keys, at(11 * HOUR_MS - 1), HOUR_MS)).toBe(false);
  });
});
