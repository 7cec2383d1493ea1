import { expect, test } from 'vitest';
import type { AttributeDefinition, AttributeKind } from '../attributes/attribute.ts';
import { NO_DETAILS } from '../details/product-details.ts';
import { facetTokens, tokenOf } from './facet-tokens.ts';
import { NO_FILTER, type ProductFilterInput, readProductFilter } from './product-filter.ts';

const product = {
  brandId: 'brd_1',
  brand: '花月庵',
  brandEn: 'Kagetsuan',
  options: [{ nameJa: 'サイズ', nameEn: 'Size', values: ['S', 'M'], valuesEn: ['Small', 'Medium'] }],
  optionValues: [['M']],
  path: [{ id: 'cat_1', nameJa: '和菓子', nameEn: 'Wagashi' }],
  createdAt: '2026-01-01T00:00:00.000Z',
  details: {
    ...NO_DETAILS,
    allergens: ['egg'],
    temperature: 'CHILLED' as const,
    labels: ['LIMITED', 'FORGOTTEN'],
    attributes: { origin: ['hokkaido'], vegan: false, weight: 100, hidden: ['one'] },
  },
};
const now = new Date('2026-11-26T00:00:00Z');
const definition = (code: string, kind: AttributeKind, filterable = true): AttributeDefinition => ({
  ...{ code, kind, filterable, nameJa: code, nameEn: code, unitJa: '', unitEn: '', version: 1 },
  retired: false,
  choices:
    kind === 'CHOICE' ? ['hokkaido', 'one'].map((each) => ({ code: each, nameJa: each, nameEn: each })) : [],
});
const vocabulary = {
  definitions: [
    definition('origin', 'CHOICE'),
    definition('vegan', 'BOOLEAN'),
    definition('weight', 'NUMBER'),
    definition('hidden', 'CHOICE', false),
  ],
  labels: [
    { code: 'LIMITED', nameJa: '数量限定', nameEn: 'Limited', newForDays: null, retired: false, version: 1 },
    { code: 'NEW', nameJa: '新着', nameEn: 'New', newForDays: 30, retired: false, version: 1 },
  ],
};

test('a product is found by everything that is said of it, and by the values of variants that can be bought', () => {
  const tokens = facetTokens(product, vocabulary, now);
  expect(tokens.map(({ token }) => token)).toEqual([
    'brand:brd_1',
    'category:cat_1',
    'option:サイズ=M',
    'label:LIMITED',
    'temperature:CHILLED',
    'allergen:egg',
    'attribute:origin=hokkaido',
    'attribute:vegan=false',
  ]);
  expect(tokens[2]).toMatchObject({
    facet: 'option:サイズ',
    value: 'M',
    words: { facetEn: 'Size', labelEn: 'Medium', position: 2 },
  });
});

test('whoever wants none of an allergen is not shown what nobody has stated', () => {
  const unstated = { ...product, details: { ...product.details, allergens: null } };
  const token = facetTokens(unstated, vocabulary, now).find(({ facet }) => facet === 'allergen')!;
  expect(token.words).toBeUndefined();
  expect(read({ withoutAllergens: ['milk'] }).groups).toEqual([
    { facet: 'allergen', excluded: true, tokens: ['allergen:milk', token.token] },
  ]);
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
    read({ brandIds: ['B', 'A', 'B'], options: [{ name: 'サイズ', values: ['M'] }], inStock: true }),
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
  expect(read({ brandIds: [], withoutAllergens: [], inStock: false, facets: null }).key).toBe(NO_FILTER.key);
  expect(read({ withoutAllergens: ['egg'] }).key).not.toBe(
    read({ facets: [{ code: 'allergen', values: ['egg', 'unstated'] }] }).key,
  );
});

test('what is in stock is one filter, by its own field or as the facet that lists name', () => {
  const facets = [{ code: 'availability', values: ['in-stock'] }];
  expect(read({ facets })).toEqual(read({ inStock: true }));
  expect(read({ facets: [{ code: 'availability', values: ['sold-out'] }] }).inStock).toBe(false);
});

test('every allergen of the law can be left out at once', () => {
  const withoutAllergens = Array.from({ length: 50 }, (_, place) => `${place}`);
  expect(read({ withoutAllergens }).groups.map(({ tokens }) => tokens.length)).toEqual([51]);
  expect(readProductFilter({ withoutAllergens: [...withoutAllergens, 'one more'] }).kind).toBe(
    'invalidInput',
  );
});

test.each<[string, ProductFilterInput]>([
  ['filter.categoryIds', { categoryIds: Array.from({ length: 21 }, String) }],
  ['filter.facets.0', { facets: [{ code: 'brand', values: ['a\0'] }] }],
  ['filter.attributes.0', { attributes: [{ code: '\ud800', values: [] }] }],
  ['filter.minPriceYen', { minPriceYen: 10_000_001 }],
  ['filter.maxPriceYen', { minPriceYen: 2, maxPriceYen: 1 }],
])('%s is refused when it holds what nobody would choose', (field, input) => {
  expect(readProductFilter(input)).toMatchObject({ kind: 'invalidInput', field });
});
