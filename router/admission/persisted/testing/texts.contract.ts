import { describe, expect, it } from 'vitest';
import { sha256 } from '../canonical-text.ts';
import type { RememberedTexts, TextRoom } from '../remembered-texts.ts';

export interface TextsUnderTest {
  readonly texts: RememberedTexts;
  /** Reads what others keep, where they are shared, and remembers nothing by itself. */
  readonly reader: RememberedTexts;
}

/** What every memory of texts promises. @param make one that is empty */
export function textsContract(name: string, make: (room: TextRoom) => Promise<TextsUnderTest>): void {
  describe(`remembered texts: ${name}`, () => {
    const keep = (texts: RememberedTexts, text: string) => texts.keep(sha256(text), text);
    const known = async ({ reader }: TextsUnderTest, ...all: string[]) => {
      const found = await Promise.all(all.map((text) => reader.get(sha256(text))));
      return found.filter((text) => text !== undefined);
    };

    it('knows a text by its hash, in whatever letters it is written', async () => {
      const made = await make({ texts: 10, bytes: 10_000 });
      expect(await known(made, '{ a }')).toEqual([]);
      await keep(made.texts, '{ a(name: "羊羹 𠮷") }');
      await keep(made.texts, '{ a(name: "羊羹 𠮷") }');
      expect(await known(made, '{ a(name: "羊羹 𠮷") }', '{ b }')).toEqual(['{ a(name: "羊羹 𠮷") }']);
    });

    it('has room for so many texts: the one used longest ago gives way', async () => {
      const made = await make({ texts: 2, bytes: 10_000 });
      for (const text of ['{ a }', '{ b }']) await keep(made.texts, text);
      expect(await known(made, '{ a }')).toEqual(['{ a }']);
      await keep(made.texts, '{ c }');
      expect(await known(made, '{ a }', '{ b }', '{ c }')).toEqual(['{ a }', '{ c }']);
    });

    it('has room for so many bytes', async () => {
      const made = await make({ texts: 100, bytes: 12 });
      for (const text of ['{ a }', '{ b }', '{ c }', '{ d }']) await keep(made.texts, text);
      expect(await known(made, '{ a }', '{ b }', '{ c }', '{ d }')).toEqual(['{ c }', '{ d }']);
      await keep(made.texts, '{ eeeeeeeeeeeeeeee }');
      expect(await known(made, '{ eeeeeeeeeeeeeeee }')).toEqual([]);
    });
  });
}
