import { expect, test } from 'vitest';
import { lineReader } from '../line-problem.ts';
import { categorySteps, type KnownCategory, readCategoryCells } from './category-plan-rules.ts';

const SWEETS: KnownCategory = {
  ...{ id: 'c1', slug: 'sweets', nameJa: 'お菓子ガラス', nameEn: 'Sweets', parentId: null },
  ...{ retired: false, version: 1 },
};

function stepsOf(cells: Readonly<Record<string, string>>) {
  const byColumn = new Map(Object.entries({ slug: 'sweets', ...cells }));
  const line = lineReader({ line: 2, cells: byColumn, problems: [], isMisfit: false });
  return categorySteps(readCategoryCells(line, [SWEETS]), SWEETS).map(({ kind }) => kind);
}

test('a name with spaces around it, or with letters and marks apart, is the one that is known', () => {
  expect(stepsOf({ name_ja: ` ${'お菓子ガラス'.normalize('NFD')} `, name_en: 'Sweets ' })).toEqual([]);
});

test('another name renames, and what is no name is left for the mutation to refuse', () => {
  expect(stepsOf({ name_ja: '菓子' })).toEqual(['update']);
  expect(stepsOf({ name_en: ' ' })).toEqual(['update']);
});

test('a place is no step of a line by itself', () => {
  expect(stepsOf({ position: '99' })).toEqual([]);
});
