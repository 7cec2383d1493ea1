import { expect, it } from 'vitest';
import { picturesFor } from './pictures-for.ts';

const pictures = [
  { id: 'whole', of: null },
  { id: 'black', of: 'var_black' },
  { id: 'white', of: 'var_white' },
  { id: 'back', of: null },
];
const shownFor = (chosen: string | null) => picturesFor(pictures, chosen).map(({ id }) => id);

it('a variant that was chosen shows its own picture first, and no other variant’s', () => {
  expect(shownFor('var_white')).toEqual(['white', 'whole', 'back']);
});

it('all are shown in their order while none is chosen, and where the variant has none', () => {
  const all = ['whole', 'black', 'white', 'back'];
  for (const chosen of [null, 'var_red', '']) expect(shownFor(chosen)).toEqual(all);
});
