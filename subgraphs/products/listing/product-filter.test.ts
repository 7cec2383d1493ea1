import { expect, test } from 'vitest';
import { facetTokens, tokenOf } from './facet-tokens.ts';
import { NO_FILTER, type ProductFilterInput, readProductFilter } from './product-filter.ts';

const product = {
  brand: '花月庵',
  brandEn: 'Kagetsuan',
  options: [{ nameJa: 'サイズ', nameEn: 'Size', values: ['S', 'M'], valuesEn: ['Small', 'Medium'] }],
  optionValues: [['M']],
  path: [{ id: 'cat_1', nameJa: '和菓子', nameEn: 'Wagashi' }],
};

test('a product is found by its brand, every category above it, and the values of variants that can be bought', () => {
  expect(facetTokens(product).map(({ token }) => token)).toEqual([
    'brand:花月庵',
    'category:cat_1',
    'option:サイズ=M',
  ]);
  expect(facetTokens(product)[2]).toMatchObject({
    facet: 'option:サイズ',
    value: 'M',
    facetEn: 'Size',
    labelEn: 'Medium',
    position: 2,
  });
});

test('two facets never share a token, whatever their names hold', () => {
  expect(tokenOf('option:a=b', 'c')).not.toBe(tokenOf('option:a', 'b=c'));
  expect(tokenOf('option:a%3Db', 'c')).not.toBe(tokenOf('option:a=b', 'c'));
});

const read = (input: ProductFilterInput) => {
  const found = readProductFilter(input);
  if (found.kind !== 'filter') throw new Error(found.field);
  return found.filter;
};

test('one filter has one key, in whatever order and however often it is written', () => {
  const [one, other] = [
    read({ brands: ['B', 'A', 'B'], options: [{ name: 'サイズ', values: ['M'] }], inStock: true }),
    read({
      facets: [
        { code: 'option:サイズ', values: ['M'] },
        { code: 'brand', values: ['A'] },
        { code: 'brand', values: ['B'] },
      ],
      inStock: true,
    }),
  ];
  expect(one.key).toBe(other.key);
  expect(one.groups).toEqual(other.groups);
  expect(read({ brands: [], inStock: false, facets: null }).key).toBe(NO_FILTER.key);
  expect(read({ withoutFacets: [{ code: 'brand', values: ['A'] }] }).key).not.toBe(
    read({ brands: ['A'] }).key,
  );
});

test.each<[string, ProductFilterInput]>([
  ['filter.categoryIds', { categoryIds: Array.from({ length: 21 }, String) }],
  ['filter.facets.0', { facets: [{ code: 'brand', values: ['a\0'] }] }],
  ['filter.withoutFacets.0', { withoutFacets: [{ code: '\ud800', values: [] }] }],
  ['filter.minPriceYen', { minPriceYen: 10_000_001 }],
  ['filter.maxPriceYen', { minPriceYen: 2, maxPriceYen: 1 }],
])('%s is refused when it holds what nobody would choose', (field, input) => {
  expect(readProductFilter(input)).toMatchObject({ kind: 'invalidInput', field });
});
