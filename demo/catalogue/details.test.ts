import { ALLERGENS } from '@depachika/products/details/allergens.ts';
import { expect, test } from 'vitest';
import { demoCatalogue } from './catalogue.ts';
import { DEMO_ATTRIBUTES, demoDetails } from './details.ts';

const details = new Map(demoDetails().map((each) => [each.productId, each]));
const { products } = demoCatalogue();
const of = (nameJa: string) => details.get(products.find((product) => product.nameJa === nameJa)!.id)!;

test('every product of the demo shop says what it is, in codes that there are', () => {
  expect(details.size).toBe(products.length);
  const codes = new Set(ALLERGENS.map(({ code }) => code));
  const unknown = [...details.values()]
    .flatMap(({ allergens }) => allergens ?? [])
    .filter((code) => !codes.has(code));
  expect(unknown).toEqual([]);
  const defined = new Set(['origin', 'manufacturer', ...DEMO_ATTRIBUTES.map(({ code }) => code)]);
  const said = [...details.values()].flatMap(({ attributes }) => Object.keys(attributes));
  expect([...new Set(said)].sort()).toEqual([...defined].sort());
});

test.each([
  ['苺ショートケーキ', ['egg', 'milk', 'wheat']],
  ['えび煎餅', ['shrimp', 'soy', 'wheat']],
  ['くるみベーグル', ['milk', 'walnut', 'wheat']],
  ['栗大福', []],
  ['梅そば', ['buckwheat', 'wheat']],
  ['ねぎま焼き鳥 塩', ['chicken']],
  ['松阪牛すき焼き用', ['beef']],
])('%s holds what its name and its shelf tell', (nameJa, allergens) => {
  expect([...of(nameJa).allergens!].sort()).toEqual(allergens);
});

test('alcohol is for adults, and nothing else is', () => {
  const adults = products
    .filter(({ id }) => details.get(id)!.ageRestricted)
    .map(({ categorySlug }) => categorySlug);
  expect(new Set(adults)).toEqual(new Set(['sake', 'shochu-liqueur', 'wine-beer']));
});

test('what is no food states no allergens, and says what it is made of', () => {
  expect(of('リネンブラウス')).toMatchObject({ allergens: null, attributes: { material: ['linen'] } });
});

test('cakes come chilled on the next day at the earliest, dumplings frozen', () => {
  expect(of('苺ショートケーキ')).toMatchObject({ temperature: 'CHILLED', leadTimeDays: 1, shelfLifeDays: 1 });
  expect(of('にら餃子')).toMatchObject({ temperature: 'FROZEN', leadTimeDays: 0 });
});
