import { describe, expect, it } from 'vitest';
import { currentLanguage, preferredLanguage, withLanguage } from './language.ts';

describe('the language of who asks', () => {
  it.each([
    ['en', 'en'],
    ['ja', 'ja'],
    ['EN-gb', 'en'],
    ['ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7', 'ja'],
    ['en-US,en;q=0.9,ja;q=0.8', 'en'],
    ['ja;q=0.5, en;q=0.9', 'en'],
    ['fr, en;q=0.2', 'en'],
    ['fr, ja;q=0.1, en;q=0', 'ja'],
    ['*;q=0.1, en', 'en'],
  ])('is that of ours which %s understands best', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  it.each([
    ['nothing', undefined],
    ['an empty wish', ''],
    ['languages that are not ours', 'fr, de;q=0.5'],
    ['any', '*'],
    ['none of ours', 'en;q=0, ja;q=0'],
    ['rubbish', ';;;q==,'],
    ['another type', ['en']],
    ['more than browsers send', `en${', en'.repeat(1_000)}`],
  ])('is Japanese for who wishes %s', (_, header) => {
    expect(preferredLanguage(header)).toBe('ja');
  });

  it('holds for everything that a request starts, and for nothing beside it', async () => {
    const inner = withLanguage('en', async () => {
      await Promise.resolve();
      return [currentLanguage(), withLanguage('ja', currentLanguage), currentLanguage()];
    });
    expect(currentLanguage()).toBe('ja');
    expect(await inner).toEqual(['en', 'ja', 'en']);
  });
});
