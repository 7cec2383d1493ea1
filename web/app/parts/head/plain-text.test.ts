import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

it('a description says the same without its marks, in one line', () => {
  expect(plainText('<p><strong>花月庵</strong>より。<br>\n栗の甘さ。</p>\n<ul>\n<li>一</li>\n</ul>')).toBe(
    '花月庵より。 栗の甘さ。 一',
  );
  expect(plainText('')).toBe('');
});

it('what was typed as a mark stays what it is, once', () => {
  expect(plainText('<p>300 &lt; 400 &amp;amp; &quot;x&quot;</p>')).toBe('300 < 400 &amp; "x"');
});

it('a long one ends where search engines end it', () => {
  const text = plainText(`<p>${'𠮷'.repeat(200)}</p>`);
  expect([...text]).toHaveLength(160);
  expect(text.endsWith('𠮷…')).toBe(true);
});
