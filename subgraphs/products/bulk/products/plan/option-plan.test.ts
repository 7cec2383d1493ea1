import { expect, test } from 'vitest';
import type { VariantRecord } from '../../../catalogue/product.ts';
import { lineReader } from '../../line-problem.ts';
import { readProductCells, readVariantCells } from '../product-cells.ts';
import { newOptions, planOptions } from './option-plan.ts';

/** As some systems write ガ: a letter and its mark apart. */
const APART = 'ガラス'.normalize('NFD');
const VOCABULARY = { definitions: [], labels: [] };

function line(cells: Readonly<Record<string, string>>, variant?: VariantRecord) {
  const byColumn = new Map(Object.entries({ sku: 'A-1', ...cells }));
  const reader = lineReader({ line: 2, cells: byColumn, problems: [], isMisfit: false });
  return { line: reader, cells: readVariantCells(reader), variant };
}

test('an option whose letters and marks stand apart in a file is the one that is known', () => {
  const options = [{ nameJa: 'ガラス', nameEn: 'Café', values: ['ガラス'], valuesEn: ['Café'] }];
  const variant = { sku: 'A-1', selectedOptions: [{ nameJa: '', nameEn: '', value: 'ガラス' }] };
  const known = line(
    {
      ...{ option1_name_ja: APART, option1_name_en: 'Café '.normalize('NFD') },
      ...{ option1_value: APART, option1_value_en: 'Café'.normalize('NFD') },
    },
    variant as unknown as VariantRecord,
  );
  expect(APART).not.toBe('ガラス');
  const { optionNames } = readProductCells(known.line, VOCABULARY);
  const plan = planOptions({ options, variants: [known.variant!] }, optionNames, [known]);
  expect(plan).toEqual({ options, optionValues: undefined });
  expect(plan.options).toBe(options);
});

test('two lines of a new product that write a value in two ways have one value', () => {
  const lines = [line({ option1_name_ja: '器', option1_value: APART }), line({ option1_value: 'ガラス' })];
  const { optionNames } = readProductCells(lines[0]!.line, VOCABULARY);
  expect(newOptions(optionNames, lines)).toMatchObject([{ nameJa: '器', values: ['ガラス'] }]);
});

test('a value that may not be is left for the rules to refuse', () => {
  const long = '長'.repeat(51);
  expect(line({ option1_value: ` ${long} ` }).cells.values[0]).toEqual({ value: long, valueEn: undefined });
});
