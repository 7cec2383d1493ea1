import { describe, expect, it } from 'vitest';
import { addDays, endOfJstDay, jstDate, jstInstant } from './jst.ts';

describe('dates in Japan', () => {
  it('change at 15:00 UTC', () => {
    expect(jstDate(new Date('2026-11-22T14:59:59Z'))).toBe('2026-11-22');
    expect(jstDate(new Date('2026-11-22T15:00:00Z'))).toBe('2026-11-23');
  });

  it('end at 23:59:59', () => {
    expect(endOfJstDay(new Date('2026-11-22T15:00:00Z'), 3).toISOString()).toBe('2026-11-26T14:59:59.000Z');
    expect(jstInstant('2026-12-01', '10:00').toISOString()).toBe('2026-12-01T01:00:00.000Z');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });
});
