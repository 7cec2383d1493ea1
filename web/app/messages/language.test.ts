import { expect, it } from 'vitest';
import { inLanguage, languageOf, preferredLanguage } from './language.ts';

it.each([
  ['en-GB,en;q=0.9,ja;q=0.8', 'en'],
  ['ja,en;q=0.9', 'ja'],
  ['fr,en;q=0.5,ja;q=0.4', 'en'],
  ['en;q=0.3, ja;q=0.7', 'ja'],
  ['en;q=0', 'ja'],
  ['fr-FR,de', 'ja'],
  ['', 'ja'],
  [null, 'ja'],
  ['en;q=nothing', 'ja'],
])('who sends %j reads %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

it('a text without English is read in Japanese', () => {
  expect(inLanguage('en', { ja: '桜どら焼き', en: '' })).toBe('桜どら焼き');
  expect(inLanguage('en', { ja: '桜どら焼き', en: 'Cherry Blossom Dorayaki' })).toBe(
    'Cherry Blossom Dorayaki',
  );
});

it('an address in a language that the shop does not speak is none', () => {
  expect(languageOf({ lang: 'en' })).toBe('en');
  expect(() => languageOf({ lang: 'fr' })).toThrow();
  expect(() => languageOf({})).toThrow();
});
