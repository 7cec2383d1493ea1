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

test('has no words on it, and a second set of colours for who reads in the dark', () => {
  const svg = productSvg(product);
  expect(svg).not.toContain('<text');
  expect(svg).toContain('prefers-color-scheme:dark');
});

test('gives neighbours of a shelf different pictures', () => {
  const scenes = Array.from({ length: 24 }, (_, place) =>
    productSvg({ ...product, id: `prd_${place}` }).replaceAll(/hsl\([^)]*\)/g, ''),
  );
  expect(new Set(scenes).size).toBeGreaterThan(20);
});
