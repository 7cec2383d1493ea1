/** How a text is composed: as its writer meant it (NFC), or with width and other looks made plain (NFKC). */
export type UnicodeForm = 'NFC' | 'NFKC';

/**
 * The text in one form, unless it is not worth reading. Marks behind one letter are put in order, which takes the square of
 * their number: a text with more of them than any language writes is refused as well (Unicode Standard Annex 15, Stream-Safe
 * Text Format).
 */
export function normalised(text: string, form: UnicodeForm, max: number): string | undefined {
  return isWorthReading(text, max) && !MANY_MARKS.test(text) ? text.normalize(form) : undefined;
}

/**
 * False of a text that is far longer than `max` characters can be: whatever is done with it is work for nothing. A character
 * has at most two code units, and at most four when it is typed in parts.
 */
export function isWorthReading(text: string, max: number): boolean {
  return text.length <= CODE_UNITS_PER_CHARACTER * max + PADDING;
}

/** Width and other looks made plain, for a text whose length is known. */
export function compatible(text: string): string {
  return text.normalize('NFKC');
}

/** Letters and their marks apart: ガ is カ with a voicing mark. */
export function decomposed(text: string): string {
  return text.normalize('NFD');
}

/** Takes accents off letters and leaves the voicing marks of kana, which are letters of their own. */
export function withoutAccents(text: string): string {
  return decomposed(text)
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

const CODE_UNITS_PER_CHARACTER = 4;
/** Spaces around a text, which are taken off. */
const PADDING = 100;
/** Thirty may follow one another. Two are marks once their width is made plain: the voicing marks of half-width kana. */
const MANY_MARKS = /[\p{M}\uff9e\uff9f]{31}/u;
