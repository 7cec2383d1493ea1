import { describe, expect, it } from 'vitest';
import { believed, needsSuccessor, signerOf } from './succession.ts';

const DAY_MS = 86_400_000;
const day = (number: number) => new Date(number * DAY_MS);
const authority = (name: string, madeOn: number, days = 3_000) => ({
  name,
  life: { startsAt: day(madeOn - 1), endsAt: day(madeOn - 1 + days) },
});
const old = authority('old', 1);
const young = authority('young', 2_100);

describe('the succession of authorities', () => {
  it('begins when there is none, or when a third of the newest is left', () => {
    expect(needsSuccessor([], day(0))).toBe(true);
    expect(needsSuccessor([old], day(1_999))).toBe(false);
    expect(needsSuccessor([old], day(2_000))).toBe(true);
    expect(needsSuccessor([old, young], day(2_100))).toBe(false);
  });

  it('lets the old one sign until everybody has heard of the new one for a week', () => {
    expect(signerOf([old], day(1))).toBe(old);
    expect(signerOf([young, old], day(2_106))).toBe(old);
    expect(signerOf([young, old], day(2_107))).toBe(young);
  });

  it('believes both until the old one ends, so that no certificate of either is refused', () => {
    expect(believed([young, old], day(2_999))).toEqual([old, young]);
    expect(believed([old, young], day(3_000))).toEqual([young]);
  });

  it('lets a new one sign at once when no other is left', () => {
    const late = authority('late', 3_100);
    expect(needsSuccessor([old], day(3_100))).toBe(true);
    expect(signerOf([old, late], day(3_100))).toBe(late);
    expect(signerOf([old], day(3_100))).toBeUndefined();
  });
});
