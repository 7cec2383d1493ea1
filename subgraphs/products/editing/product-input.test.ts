import { wrongFields } from '@depachika/domain/problems.ts';
import { expect, test } from 'vitest';
import { readNewProduct } from './new-product.ts';
import { readOptions, readTexts, readVariant } from './product-input.ts';

const size = { nameJa: 'サイズ', nameEn: 'Size', values: ['S', 'M'] };
const colour = { nameJa: '色', nameEn: 'Colour', values: ['紺', '白'] };

test('reads a reading in hiragana or half width as katakana and refuses kanji in it', () => {
  expect(readTexts({ nameKana: 'くり ｷﾝﾂﾊﾞ' })).toEqual({
    kind: 'checked',
    value: { nameKana: 'クリ キンツバ' },
  });
  expect(readTexts({ nameKana: '栗' })).toMatchObject({ kind: 'invalidInput', field: 'nameKana' });
});

test('leaves absent texts out and refuses empty and endless ones', () => {
  expect(readTexts({ nameJa: null })).toEqual({ kind: 'checked', value: {} });
  expect(readTexts({ nameJa: '  ' })).toMatchObject({ field: 'nameJa' });
  expect(readTexts({ descriptionJa: '' })).toMatchObject({ kind: 'checked' });
  expect(readTexts({ brand: 'x'.repeat(101) })).toMatchObject({ field: 'brand' });
});

test.each([
  [{ sku: 'a b', priceYen: 1 }, 'v.sku'],
  [{ sku: 'A', priceYen: 0 }, 'v.priceYen'],
  [{ sku: 'A', priceYen: 10_000_001 }, 'v.priceYen'],
  [{ sku: 'A', priceYen: 1, weightGrams: -1 }, 'v.weightGrams'],
  [{ sku: 'A', priceYen: 1, optionValues: [''] }, 'v.optionValues.0'],
])('refuses the variant %j at %s', (input, field) => {
  expect(readVariant(input, 'v')).toMatchObject({ kind: 'invalidInput', field });
});

test('refuses a fourth option and repeated values', () => {
  expect(readOptions([size, colour, size, colour])).toMatchObject({ field: 'options' });
  expect(readOptions([{ ...colour, valuesEn: ['Navy'] }])).toMatchObject({ field: 'options.0.valuesEn' });
  expect(readOptions([{ ...colour, valuesEn: ['Navy', ''] }])).toMatchObject({
    field: 'options.0.valuesEn.1',
  });
  expect(readOptions([{ ...size, values: ['S', 'S'] }])).toMatchObject({
    field: 'options.0.values',
  });
});

test('names everything that is wrong in a new product, in its order', () => {
  const wrong = readNewProduct({
    nameJa: '',
    nameEn: 'Yokan',
    nameKana: '羊羹',
    brand: '鶴屋',
    categoryId: 'cat_1',
    taxClass: 'REDUCED',
    status: 'WITHDRAWN',
    options: [{ nameJa: '', nameEn: 'Size', values: ['S', 'S'] }],
    variants: [
      { sku: 'A', priceYen: 0 },
      { sku: '?', priceYen: 1, weightGrams: -1, optionValues: ['', 'S'] },
    ],
  });
  expect(wrong.kind === 'invalidInput' && wrongFields(wrong).map(({ field }) => field)).toEqual([
    ...['nameJa', 'nameKana', 'status', 'options.0.nameJa', 'options.0.values', 'variants.0.priceYen'],
    ...['variants.1.sku', 'variants.1.optionValues.0', 'variants.1.weightGrams'],
  ]);
});

test('names every variant that does not fit the options', () => {
  const variant = (sku: string, optionValues: string[]) => ({ sku, priceYen: 1, optionValues });
  const wrong = readNewProduct({
    ...{ nameJa: '羽織', nameEn: 'Haori', nameKana: 'ハオリ', brand: '鶴屋', categoryId: 'cat_1' },
    taxClass: 'STANDARD',
    options: [size],
    variants: [variant('A', ['S']), variant('A', ['L']), variant('B', ['S'])],
  });
  expect(wrong.kind === 'invalidInput' && wrongFields(wrong).map(({ field }) => field)).toEqual([
    'variants.1.optionValues.0',
    'variants.1.sku',
    'variants.2.optionValues',
  ]);
});
