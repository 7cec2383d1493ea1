import { demoCatalogue, demoPictures } from '@depachika/demo/catalogue/catalogue.ts';
import { expect, test } from 'vitest';
import { SHAPES } from './product-shapes.ts';
import { productSvg } from './product-svg.ts';

const product = {
  id: 'prd_1',
  nameJa: '栗きんつば',
  nameEn: 'Chestnut Kintsuba',
  brand: '花月庵',
  picture: 'mochi',
};

test('draws the same picture for the same product, and another for another', () => {
  expect(productSvg(product)).toBe(productSvg({ ...product }));
  expect(productSvg({ ...product, id: 'prd_2' })).not.toBe(productSvg(product));
});

test('never lets a name become markup', () => {
  const svg = productSvg({ ...product, nameJa: '</text><script>', brand: '"&\u0000\'' });
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('\u0000');
  expect(svg).toContain('&#60;script&#62;');
});

test('has a shape for every category of the demo shop', () => {
  expect([...demoPictures().values()].filter((picture) => !SHAPES[picture])).toEqual([]);
  expect(demoCatalogue().categories.filter(({ slug }) => !demoPictures().has(slug))).toEqual([]);
});

test('draws every shape without a number that is none', () => {
  for (const picture of Object.keys(SHAPES))
    expect(productSvg({ ...product, picture })).not.toMatch(/NaN|undefined/);
});
