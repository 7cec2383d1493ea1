/** How a text is composed: as its writer meant it (NFC), or with width and other looks made plain (NFKC). */
export type UnicodeForm = 'NFC' | 'NFKC';

/**
 * The text in one form, unless it is far longer than `max` characters can be: normalising is work, and what is going to be
 * refused is not worth it. A character has at most two code units, and at most four when it is typed in parts.
 */
export function normalised(text: string, form: UnicodeForm, max: number): string | undefined {
  return text.length <= CODE_UNITS_PER_CHARACTER * max + PADDING ? text.normalize(form) : undefined;
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
