import { expect, test } from 'vitest';
import { demoBrands } from './brands.ts';

test('every maker of the demo shop has a reading, and tells of itself in both languages', () => {
  const brands = demoBrands();
  expect(brands.length).toBeGreaterThan(50);
  expect(brands.filter(({ nameKana }) => !/^[ァ-ヺー・ ]+$/.test(nameKana))).toEqual([]);
  const japanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  expect(brands.filter(({ descriptionEn }) => japanese.test(descriptionEn))).toEqual([]);
});
