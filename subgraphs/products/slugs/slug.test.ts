import { newId } from '@depachika/ids/ids.ts';
import { describe, expect, test } from 'vitest';
import { isSlug, slugCandidates, slugOf } from './slug.ts';

describe('an address', () => {
  test.each([
    ['Yuzu Yokan', 'yuzu-yokan'],
    ['Pâtisserie Minamo’s  Crêpe & Tea', 'patisserie-minamos-crepe-tea'],
    ['ＭＡＴＣＨＡ ラテ 2', 'matcha-2'],
    ['-- A --', 'a'],
    ['柚子羊羹', ''],
  ])('is made of the name %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  test('is never longer than sixty characters, and never ends with a hyphen', () => {
    const slug = slugOf(`${'a'.repeat(59)} b`);
    expect(slug).toBe('a'.repeat(59));
    expect(isSlug(slug)).toBe(true);
  });

  test.each(['', 'Yokan', 'yokan-', '-yokan', 'yo--kan', 'yo_kan', '羊羹', 'yo kan', 'a'.repeat(61), '../x'])(
    'is not %j',
    (text) => {
      expect(isSlug(text)).toBe(false);
    },
  );

  test('is tried with a number when it is taken, and with the id at last', () => {
    const id = newId('prd');
    const candidates = slugCandidates('a'.repeat(80), 'PRODUCT', id);
    expect(candidates.filter((slug) => !isSlug(slug))).toEqual([]);
    expect(candidates[1]).toMatch(/^a+-2$/);
    expect(candidates.at(-1)).toContain(id.slice(4));
    expect(slugCandidates('羊羹', 'BRAND', id)[0]).toBe('brand');
  });
});
