import { describe, expect, it } from 'vitest';
import { told } from './catalogue-export.ts';

const WHOLE = { lines: 3, problems: [], problemCount: 0 };
const PROBLEM = { line: 2, column: 'name_ja', character: '〜' };

describe('an export', () => {
  it('says where its lines are', () => {
    expect(told({ report: WHOLE, isInterrupted: false }, 'a.csv')).toEqual(['3 lines written to a.csv']);
    expect(told({ report: WHOLE, isInterrupted: false }, '-')).toEqual([]);
  });

  it('that was interrupted says so first, and of no file that it was written', () => {
    expect(told({ report: WHOLE, isInterrupted: true }, 'a.csv')).toEqual([
      'Interrupted: no file was written.',
    ]);
    expect(told({ report: WHOLE, isInterrupted: true }, '-')).toEqual([
      'Interrupted: the output is not whole.',
    ]);
    const report = { lines: 3, problems: [PROBLEM], problemCount: 1 };
    expect(told({ report, isInterrupted: true }, 'a.csv')[0]).toBe('Interrupted: no file was written.');
  });

  it('names characters that cannot be written, and what became of their lines', () => {
    const report = { lines: 3, problems: [PROBLEM], problemCount: 2 };
    const named = ['Line 2, name_ja: Shift_JIS has no 〜 (U+301C)', '… and 1 more'];
    const way = '2 cells cannot be written. Leave their columns out, or use UTF-8.';
    expect(told({ report, isInterrupted: false }, 'a.csv')).toEqual([
      ...named,
      `Nothing was written: ${way}`,
    ]);
    expect(told({ report, isInterrupted: false }, '-')).toEqual([
      ...named,
      `Their lines were left out: ${way}`,
    ]);
  });
});
