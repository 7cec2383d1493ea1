import { expect, test } from 'vitest';
import {
  checkStatusChange,
  checkVariants,
  extendOptions,
  labelsOf,
  MAX_VARIANTS,
  type NewVariant,
  STATUS_CHANGES,
  sortVariants,
  type VariantRecord,
  valueInEnglish,
} from './product.ts';

const size = { nameJa: 'サイズ', nameEn: 'Size', values: ['S', 'M'] };
const colour = { nameJa: '色', nameEn: 'Colour', values: ['紺', '白'] };
const variant = (sku: string, ...optionValues: string[]): NewVariant => ({
  sku,
  optionValues,
  priceYen: 100,
  weightGrams: 0,
  maxPerOrder: 99,
});
const existing = (...values: string[]) =>
  ({
    selectedOptions: values.map((value) => ({ nameJa: '', nameEn: '', value })),
  }) as unknown as VariantRecord;

test('accepts variants that differ in every combination', () => {
  expect(checkVariants([size, colour], [variant('A', 'S', '紺'), variant('B', 'S', '白')])).toBeUndefined();
});

test.each([
  ['a value too few', [variant('A', 'S')], 'variants.0.optionValues'],
  ['an unknown value', [variant('A', 'S', '赤')], 'variants.0.optionValues.1'],
  [
    'the same combination twice',
    [variant('A', 'S', '紺'), variant('B', 'S', '紺')],
    'variants.1.optionValues',
  ],
  ['the same article number twice', [variant('A', 'S', '紺'), variant('A', 'M', '紺')], 'variants.1.sku'],
])('refuses %s, naming the field', (_, variants, field) => {
  expect(checkVariants([size, colour], variants)?.field).toBe(field);
});

test('refuses two variants without options', () => {
  expect(checkVariants([], [variant('A'), variant('B')])?.field).toBe('variants.1.optionValues');
});

test('puts a new value behind those of its option', () => {
  const extended = extendOptions({ options: [size], variants: [existing('S'), existing('M')] }, ['L']);
  expect(extended).toMatchObject({ kind: 'extended', options: [{ values: ['S', 'M', 'L'] }] });
  expect(size.values).toEqual(['S', 'M']);
});

test('refuses a combination that a variant has, a second one without options, and one too many', () => {
  expect(extendOptions({ options: [size], variants: [existing('S')] }, ['S']).kind).toBe('invalidInput');
  expect(extendOptions({ options: [], variants: [existing()] }, []).kind).toBe('invalidInput');
  const full = Array.from({ length: MAX_VARIANTS }, (_, index) => existing(String(index)));
  expect(extendOptions({ options: [size], variants: full }, ['S'])).toMatchObject({
    field: 'variant',
  });
});

test('sorts variants by the order of option values, not by when they were added', () => {
  const added = [
    variant('D', 'M', '白'),
    variant('B', 'S', '白'),
    variant('C', 'M', '紺'),
    variant('A', 'S', '紺'),
  ];
  expect(sortVariants([size, colour], added).map(({ sku }) => sku)).toEqual(['A', 'B', 'C', 'D']);
});

test('never makes a draft of what was on sale', () => {
  expect(checkStatusChange('ACTIVE', 'DRAFT')?.field).toBe('status');
  expect(checkStatusChange('WITHDRAWN', 'DRAFT')?.field).toBe('status');
  for (const [from, allowed] of Object.entries(STATUS_CHANGES)) {
    for (const to of allowed)
      expect(checkStatusChange(from as keyof typeof STATUS_CHANGES, to)).toBeUndefined();
  }
});

test('says each value to English readers, and those that nobody wrote in English as they are', () => {
  const both = { ...colour, valuesEn: ['Navy', 'White'] };
  expect(labelsOf([size, both], ['M', '紺'])).toEqual({ label: 'M / 紺', labelEn: 'M / Navy' });
  expect(labelsOf([size, colour], ['M', '紺'])).toEqual({ label: 'M / 紺', labelEn: 'M / 紺' });
  expect(labelsOf([], [])).toEqual({ label: '', labelEn: '' });
  expect(valueInEnglish(both, '赤')).toBe('赤');
});

test('a value that a new variant brings has no English beside those that have', () => {
  const both = { ...size, valuesEn: ['Small', 'Medium'] };
  const extended = extendOptions({ options: [both], variants: [existing('S')] }, ['L']);
  expect(extended).toMatchObject({
    kind: 'extended',
    options: [{ values: ['S', 'M', 'L'], valuesEn: ['Small', 'Medium', 'L'] }],
  });
});
