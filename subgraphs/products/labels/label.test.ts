import { describe, expect, test } from 'vitest';
import { labelsOn } from './label.ts';

const FRESH = { code: 'NEW', nameJa: '新着', nameEn: 'New', newForDays: 30, version: 1 };
const LIMITED = { code: 'LIMITED', nameJa: '数量限定', nameEn: 'Limited', newForDays: null, version: 1 };
const createdAt = '2026-11-01T00:00:00.000Z';
const codes = (labels: string[], now: string) =>
  labelsOn([FRESH, LIMITED], { createdAt, labels }, new Date(now)).map(({ code }) => code);

describe('the labels of a product', () => {
  test('hold that of what is new until its days are over, to the millisecond', () => {
    expect(codes([], '2026-11-30T23:59:59.999Z')).toEqual(['NEW']);
    expect(codes([], '2026-12-01T00:00:00.000Z')).toEqual([]);
  });

  test('hold those that staff put on it, in the order of the list, and nothing that is unknown', () => {
    expect(codes(['GONE', 'LIMITED'], '2026-11-02T00:00:00.000Z')).toEqual(['NEW', 'LIMITED']);
  });

  test('never hold one that products have by their age alone because somebody once put it there', () => {
    expect(codes(['NEW'], '2027-01-01T00:00:00.000Z')).toEqual([]);
  });
});
