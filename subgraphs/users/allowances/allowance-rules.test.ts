import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowance, allowanceKey, usedOf, usedUpUntil, wholeAfterUse } from './allowance-rules.ts';

const start = new Date('2026-11-26T00:00:00Z');
const later = (ms: number) => new Date(start.getTime() + ms);

describe('an allowance', () => {
  it('is used up by as many uses as it has, and has one more after a while', () => {
    const given = allowance(3, { ms: 30_000 });
    let wholeAt: Date | undefined;
    for (const used of [0, 1, 2]) {
      expect(usedOf(wholeAt, given, start)).toBe(used);
      expect(usedUpUntil(wholeAt, given, start)).toBeUndefined();
      wholeAt = wholeAfterUse(wholeAt, given, start);
    }
    expect(usedUpUntil(wholeAt, given, start)).toEqual(later(10_000));
    expect(usedUpUntil(wholeAt, given, later(9_999))).toEqual(later(10_000));
    expect(usedUpUntil(wholeAt, given, later(10_000))).toBeUndefined();
    expect(usedOf(wholeAt, given, later(30_000))).toBe(0);
  });

  it('owes a bounded time, however often it was used', () => {
    const given = allowance(3, { ms: 30_000 });
    let wholeAt: Date | undefined;
    for (let use = 0; use < 100; use += 1) wholeAt = wholeAfterUse(wholeAt, given, start);
    expect(wholeAt).toEqual(later(4 * 30_000));
  });

  it('lets through no more than its size and what was regained, and never makes somebody wait longer than one regain', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 });
    const given = fc.record({
      size: fc.integer({ min: 1, max: 10 }),
      regainMs: fc.integer({ min: 1, max: 3_000 }),
    });
    fc.assert(
      fc.property(given, pauses, (given, pauses) => {
        let nowMs = 0;
        let passed = 0;
        let wholeAt: Date | undefined;
        for (const pause of pauses) {
          nowMs += pause;
          const until = usedUpUntil(wholeAt, given, later(nowMs));
          if (until) expect(until.getTime() - later(nowMs).getTime()).toBeLessThanOrEqual(given.regainMs);
          if (until) continue;
          passed += 1;
          wholeAt = wholeAfterUse(wholeAt, given, later(nowMs));
        }
        expect(passed).toBeLessThanOrEqual(given.size + Math.ceil(nowMs / given.regainMs));
      }),
    );
  });

  it('is kept under a name that tells nothing', () => {
    const key = allowanceKey('registrations', '203.0.113.7');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(key).not.toBe(allowanceKey('failed logins', '203.0.113.7'));
  });
});
