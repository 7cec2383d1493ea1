import { describe, expect, test } from 'vitest';
import { ALLERGENS, allergenDuty, allergensOf, allergensOn } from './allergens.ts';

const codesOn = (day: string, duty: string) =>
  allergensOn(day)
    .filter((each) => allergenDuty(each, day) === duty)
    .map(({ code }) => code);

describe('the allergens that labels name', () => {
  test.each([
    ['2008-06-02', 5],
    ['2008-06-03', 7],
    ['2023-03-08', 7],
    ['2023-03-09', 8],
    ['2026-03-31', 8],
    ['2026-04-01', 9],
  ])('are mandatory on %s: %i of them', (day, count) => {
    expect(codesOn(day, 'MANDATORY')).toHaveLength(count);
  });

  test.each([
    ['2024-03-27', 'matsutake', true],
    ['2024-03-28', 'matsutake', false],
    ['2024-03-27', 'macadamia', false],
    ['2024-03-28', 'macadamia', true],
    ['2026-03-31', 'cashew', true],
    ['2026-04-01', 'cashew', false],
    ['2026-04-01', 'pistachio', true],
  ])('are recommended on %s, %s among them: %s', (day, code, isThere) => {
    expect(codesOn(day, 'RECOMMENDED').includes(code)).toBe(isThere);
  });

  test('were twenty that are recommended from spring 2024 to spring 2026, and are twenty since', () => {
    expect(codesOn('2026-03-31', 'RECOMMENDED')).toHaveLength(20);
    expect(codesOn('2026-04-01', 'RECOMMENDED')).toHaveLength(20);
  });

  test('have each a code of its own, periods in order, and both names', () => {
    expect(new Set(ALLERGENS.map(({ code }) => code)).size).toBe(ALLERGENS.length);
    for (const { periods, code, nameJa, nameEn } of ALLERGENS) {
      expect(periods.map(({ from }) => from).sort(), code).toEqual(periods.map(({ from }) => from));
      expect(nameJa && nameEn, code).toBeTruthy();
    }
  });

  test('of a product stand in one order, and what nobody knows is not among them', () => {
    expect(allergensOf(['soy', 'egg', 'none']).map(({ code }) => code)).toEqual(['egg', 'soy']);
  });
});
