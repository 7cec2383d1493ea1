import { isStorableText } from './storable-text.ts';
import { normalised, type UnicodeForm } from './unicode.ts';

/** In characters: Unicode code points of the composed text. */
export interface TextLength {
  readonly min: number;
  readonly max: number;
}

/** One line that can be seen, trimmed. @returns undefined when the text may not stand in a line of this length */
export function readLine(text: string, length: TextLength, form: UnicodeForm = 'NFC'): string | undefined {
  const line = normalised(text, form, length.max)?.trim();
  return line !== undefined && fits(line, length) && isVisible(line) ? line : undefined;
}

/** Lines and empty lines between them, trimmed; a line ends with a line feed, however it was typed. */
export function readParagraphs(
  text: string,
  length: TextLength,
  form: UnicodeForm = 'NFC',
): string | undefined {
  const paragraphs = normalised(text, form, length.max)?.replace(/\r\n?/g, '\n').trim();
  if (paragraphs === undefined || !fits(paragraphs, length)) return undefined;
  return isVisible(paragraphs.replaceAll('\n', ' ')) ? paragraphs : undefined;
}

/** A key that is kept as it was given: any characters that a database can hold. */
export function isStorable(text: string, length: TextLength): boolean {
  return text.length <= 2 * length.max && fits(text, length) && isStorableText(text);
}

export function characterCount(text: string): number {
  return [...text].length;
}

function fits(text: string, { min, max }: TextLength): boolean {
  const count = characterCount(text);
  return count >= min && count <= max;
}

/**
 * No half characters, nothing that moves the cursor or turns the direction of what follows, and nothing of no width: it
 * makes two names that look the same. Where such a character belongs to the one before it, it is seen: in emoji, and in
 * variants of kanji, which people's names need.
 */
function isVisible(text: string): boolean {
  if (!text.isWellFormed()) return false;
  const apart = text.replace(KANJI_VARIANTS, '').replace(EMOJI, '');
  return !UNSEEN.test(apart);
}

const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/u;
const KANJI_VARIANTS = /(?<=\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
/** After "possible emoji" of Unicode Technical Standard 51, with pictures alone on both sides of a joiner. */
const EMOJI =
  /[0-9#*]\ufe0f\u20e3|\p{Emoji}\ufe0e|(?:\p{Extended_Pictographic}|\p{Emoji_Presentation})(?:\p{Emoji_Modifier}|\ufe0f)?(?:[\u{e0020}-\u{e007e}]+\u{e007f})?(?:\u200d\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?)*/gu;
