import { describe, expect, it } from 'vitest';
import { isDue, isGood, isOverdue } from './certificate-life.ts';

const DAY_MS = 86_400_000;
const life = { startsAt: new Date(0), endsAt: new Date(366 * DAY_MS) };
const onDay = (day: number) => new Date(day * DAY_MS);

describe('the life of a certificate', () => {
  it('calls for a renewal from the instant at which a third of it is left', () => {
    expect(isDue(life, new Date(244 * DAY_MS - 1))).toBe(false);
    expect(isDue(life, onDay(244))).toBe(true);
    expect(isDue(life, onDay(400))).toBe(true);
  });

  it('calls for a person from the instant at which a sixth of it is left', () => {
    expect(isOverdue(life, new Date(305 * DAY_MS - 1))).toBe(false);
    expect(isOverdue(life, onDay(305))).toBe(true);
  });

  it('begins and ends', () => {
    expect(isGood(life, new Date(-1))).toBe(false);
    expect(isGood(life, onDay(0))).toBe(true);
    expect(isGood(life, new Date(366 * DAY_MS - 1))).toBe(true);
    expect(isGood(life, onDay(366))).toBe(false);
  });
});
