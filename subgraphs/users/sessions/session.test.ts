import { describe, expect, it } from 'vitest';
import { isRepeat, REFRESH_TOKEN_MS, refreshTokenEnd, refreshTokenMs, successorOf } from './session.ts';

const now = new Date('2026-11-25T10:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

describe('a repeat', () => {
  it('is a use of the last token within ten seconds', () => {
    expect(isRepeat({ usedAt: before(10_000), isLast: true, now })).toBe(true);
    expect(isRepeat({ usedAt: before(10_001), isLast: true, now })).toBe(false);
    expect(isRepeat({ usedAt: before(0), isLast: false, now })).toBe(false);
  });
  it('may carry an earlier time than the use that won', () => {
    expect(isRepeat({ usedAt: before(-5), isLast: true, now })).toBe(true);
  });
});

describe('a successor', () => {
  const salt = Buffer.alloc(32, 7);
  it('follows from the token and the salt together', () => {
    const { token, hash } = successorOf('first', salt);
    expect(successorOf('first', salt)).toEqual({ token, hash });
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(successorOf('other', salt).token).not.toBe(token);
    expect(successorOf('first', Buffer.alloc(32, 8)).token).not.toBe(token);
  });
});

describe('a refresh token', () => {
  const sessionMs = 2 * DAY_MS;
  it('lives for a day, and not beyond its session', () => {
    const end = (ageMs: number, tokenMs = REFRESH_TOKEN_MS) =>
      refreshTokenEnd({ startedAt: before(ageMs), sessionMs, tokenMs, now })?.getTime();
    expect(end(0)).toBe(now.getTime() + DAY_MS);
    expect(end(DAY_MS + HOUR_MS)).toBe(now.getTime() + 23 * HOUR_MS);
    expect(end(sessionMs)).toBeUndefined();
    expect(end(3 * DAY_MS)).toBeUndefined();
    expect(end(0, refreshTokenMs(true))).toBe(now.getTime() + sessionMs);
  });

  it('lives for thirty days where its owner wants to stay signed in', () => {
    expect([refreshTokenMs(false), refreshTokenMs(true)]).toEqual([DAY_MS, 30 * DAY_MS]);
  });
});
