import { describe, expect, it } from 'vitest';
import { picturesByName } from './picture-files.ts';

describe('the pictures of a folder', () => {
  it('are known by the article numbers in their names, and come in their order', () => {
    const names = ['YOKAN-S_10.webp', 'YOKAN-S_2.png', 'TEA-1.AVIF', 'YOKAN-S.jpg', 'YOKAN-S_1.jpeg'];
    expect(picturesByName(names)).toEqual([
      { name: 'TEA-1.AVIF', sku: 'TEA-1' },
      { name: 'YOKAN-S.jpg', sku: 'YOKAN-S' },
      { name: 'YOKAN-S_1.jpeg', sku: 'YOKAN-S' },
      { name: 'YOKAN-S_2.png', sku: 'YOKAN-S' },
      { name: 'YOKAN-S_10.webp', sku: 'YOKAN-S' },
    ]);
  });

  it('are no other files', () => {
    const names = ['.YOKAN.jpg', 'Thumbs.db', 'YOKAN.gif', 'YOKAN.jpg.txt', '_2.jpg', 'YOKAN_0.jpg', 'YOKAN'];
    expect(picturesByName(names)).toEqual([]);
  });
});
