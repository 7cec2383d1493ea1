import { expect, test } from 'vitest';
import { demoCollections } from './collections.ts';

test('the demo shop has collections by hand, by a rule and for a season, in both languages', () => {
  const collections = demoCollections();
  expect(collections.some(({ productIds }) => productIds.length >= 8)).toBe(true);
  expect(collections.some(({ rule }) => rule !== null)).toBe(true);
  expect(collections.some(({ endsAt }) => endsAt !== null)).toBe(true);
  const japanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  const english = collections.flatMap(({ nameEn, descriptionEn }) => [nameEn, descriptionEn]);
  expect(english.filter((text) => text === '' || japanese.test(text))).toEqual([]);
});
