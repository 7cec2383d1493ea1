import { isId } from '@depachika/ids/ids.ts';
import { expect, test } from 'vitest';
import { demoCatalogue } from './catalogue.ts';

const { categories, products } = demoCatalogue();
const variants = products.flatMap((product) => product.variants);
const unique = (values: readonly string[]) => new Set(values).size === values.length;

test('fills a department store: a thousand products, three thousand variants, twelve departments', () => {
  expect(products.length).toBeGreaterThanOrEqual(1_000);
  expect(variants.length).toBeGreaterThanOrEqual(3_000);
  expect(categories.filter(({ parentId }) => parentId === null).length).toBeGreaterThanOrEqual(12);
});

test('names every product once in each language, with a katakana reading', () => {
  expect(unique(products.map(({ nameJa }) => nameJa))).toBe(true);
  expect(unique(products.map(({ nameEn }) => nameEn))).toBe(true);
  expect(products.filter(({ nameKana }) => !/^[ァ-ヶー]+$/.test(nameKana))).toEqual([]);
});

test('writes English names in letters and Japanese ones without stray separators', () => {
  expect(
    products.filter(({ nameEn }) => !/^[\p{Script=Latin} ’,&-]+$/u.test(nameEn)).map((p) => p.nameEn),
  ).toEqual([]);
  expect(products.filter(({ nameJa }) => /[|]/.test(nameJa))).toEqual([]);
});

test('gives ids and article numbers that are valid, unique and sorted by age', () => {
  expect(products.every(({ id }) => isId('prd', id))).toBe(true);
  expect(variants.every(({ id }) => isId('var', id))).toBe(true);
  expect(unique(variants.map(({ sku }) => sku))).toBe(true);
  expect(variants.every(({ sku }) => /^[A-Z0-9-]{1,40}$/.test(sku))).toBe(true);
  const ids = products.map(({ id }) => id);
  expect([...ids].sort()).toEqual(ids);
});

test('gives every variant one value of each option, and no two the same', () => {
  for (const { options, variants: own, nameJa } of products) {
    for (const { optionValues } of own) {
      expect(optionValues.length, nameJa).toBe(options.length);
      expect(optionValues.every((value, index) => options[index]!.values.includes(value))).toBe(true);
    }
    expect(unique(own.map(({ optionValues }) => optionValues.join('/'))), nameJa).toBe(true);
  }
});

test('taxes alcohol and everything that is not food at 10 %', () => {
  const parents = new Map(categories.map((category) => [category.id, category.parentId]));
  const slugs = new Map(categories.map((category) => [category.id, category.slug]));
  const standard = products.filter(({ taxRatePercent }) => taxRatePercent === 10);
  const departments = new Set(standard.map(({ categoryId }) => slugs.get(parents.get(categoryId)!)));
  expect(departments).toEqual(new Set(['alcohol', 'tableware', 'fashion', 'living']));
});

test('asks prices that are round before tax', () => {
  for (const { variants: own, taxRatePercent } of products) {
    for (const { priceYen } of own) {
      const beforeTax = Math.ceil((priceYen * 100) / (100 + taxRatePercent));
      expect(beforeTax % 10).toBe(0);
      expect(priceYen).toBeGreaterThan(0);
    }
  }
});

test('says everything to English readers: makers, options, and what each variant is', () => {
  const said = products.flatMap(({ brandEn, descriptionEn, nameEn, options, variants: own }) => [
    ...[brandEn, descriptionEn, nameEn],
    ...options.flatMap((option) => [option.nameEn, ...option.valuesEn]),
    ...own.flatMap(({ optionValuesEn }) => optionValuesEn),
  ]);
  const japanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  expect([...new Set(said)].filter((text) => japanese.test(text))).toEqual([]);
  for (const { options, variants: own, nameEn } of products) {
    for (const { values, valuesEn } of options) expect(valuesEn.length, nameEn).toBe(values.length);
    expect(unique(own.map(({ optionValuesEn }) => optionValuesEn.join('/'))), nameEn).toBe(true);
  }
});
