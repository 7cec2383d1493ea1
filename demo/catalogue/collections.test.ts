import { expect, test } from 'vitest';
import { demoCollections } from './collections.ts';

const NOW = new Date('2026-11-26T03:00:00Z');

test('the demo shop has collections by hand, by a rule and for a season, in both languages', () => {
  const collections = demoCollections(NOW);
  expect(collections.some(({ productIds }) => productIds.length >= 8)).toBe(true);
  expect(collections.some(({ rule }) => rule !== null)).toBe(true);
  expect(collections.some(({ endsAt }) => endsAt !== null)).toBe(true);
  const japanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  const english = collections.flatMap(({ nameEn, descriptionEn }) => [nameEn, descriptionEn]);
  expect(english.filter((text) => text === '' || japanese.test(text))).toEqual([]);
});

test('its season runs when the shop is filled, and ends with a day in Japan', () => {
  const [season] = demoCollections(NOW).filter(({ startsAt }) => startsAt !== null);
  expect(season).toMatchObject({
    startsAt: '2026-11-18T15:00:00.000Z',
    endsAt: '2027-02-24T14:59:59.999Z',
  });
});
