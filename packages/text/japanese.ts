/** Text as people in Japan type it, made uniform. Each function returns undefined for text that cannot be meant. */
import { readLine, type TextLength } from './text.ts';
import { isWorthReading, type UnicodeForm } from './unicode.ts';

/** One line of visible text: NFKC, so that full-width digits become plain; spaces trimmed and single. Lengths in characters. */
export function visibleText(text: string, length: TextLength): string | undefined {
  return singleSpaced(text, length, 'NFKC');
}

/** A name as its owner writes it: NFC only, because NFKC would replace characters that people insist on. */
export function nameText(text: string, length: TextLength): string | undefined {
  return singleSpaced(text, length, 'NFC');
}

/** Katakana, from hiragana and half-width katakana too; may be empty. Latin letters and kanji are refused. */
export function katakana(text: string, maxLength: number): string | undefined {
  const line = singleSpaced(text, { min: 0, max: maxLength }, 'NFKC')?.replace(HIRAGANA, toKatakana);
  return line !== undefined && KATAKANA_ONLY.test(line) ? line : undefined;
}

/** How a product is read: katakana, from hiragana and half width too, with the letters and marks that brands are written with. */
export function productReading(text: string, length: TextLength): string | undefined {
  const line = readLine(text, length, 'NFKC')?.replace(HIRAGANA, toKatakana);
  return line !== undefined && PRODUCT_READING.test(line) ? line : undefined;
}

/**
 * The holder of a bank account as banks write it: katakana, capital letters, digits and their few marks, in full width
 * kana; from hiragana, small letters and any width.
 */
export function accountHolder(text: string, length: TextLength): string | undefined {
  const line = singleSpaced(text, length, 'NFKC')
    ?.replace(HIRAGANA, toKatakana)
    .replace(DASHES, '-')
    .toUpperCase();
  return line !== undefined && ACCOUNT_HOLDER.test(line) ? line : undefined;
}

/** So many digits, from any width, with or without hyphens. */
export function fixedDigits(text: string, count: number): string | undefined {
  const plain = readLine(text, { min: count, max: 40 }, 'NFKC')
    ?.replace(HYPHENS, '-')
    .replaceAll(/[-\s]/g, '');
  return plain !== undefined && /^[0-9]+$/.test(plain) && plain.length === count ? plain : undefined;
}

/** Ten or eleven digits, from any width, with hyphens, brackets or `+81`. */
export function phoneDigits(text: string): string | undefined {
  const plain = readLine(text, { min: 1, max: 40 }, 'NFKC')
    ?.replace(HYPHENS, '-')
    .replaceAll(/[-\s()]/g, '')
    .replace(/^\+81/, '0');
  return plain !== undefined && /^0\d{9,10}$/.test(plain) ? plain : undefined;
}

/** Seven digits, from any width, with or without a hyphen or the postal mark. */
export function postalCodeDigits(text: string): string | undefined {
  const plain = readLine(text, { min: 1, max: 40 }, 'NFKC')?.replace(HYPHENS, '-');
  const match = /^〒?\s*(\d{3})\s*(?:-\s*)?(\d{4})$/.exec(plain ?? '');
  return match ? `${match[1]}${match[2]}` : undefined;
}

const HIRAGANA = /[\u3041-\u3096\u309d\u309e]/g;
const KATAKANA_ONLY = /^[\u30a1-\u30fa\u30fb-\u30fe ]*$/;
/** Latin letters with their accents, digits, and the marks of a keyboard; the wave dash that a keyboard gives for `~`. */
const PRODUCT_READING = /^[\u30a0-\u30fe\p{Script=Latin}\u0020-\u007e’〜]+$/u;
/** What the banks' own network carries (Zengin), and the dot between two names. */
const ACCOUNT_HOLDER = /^[\u30a1-\u30fa\u30fb\u30fcA-Z0-9 ().,/「」¥-]+$/;
const DASHES = /[‐‑‒–—―−─]/g;
/** Dashes that keyboards and phones produce; the long-vowel mark is what a Japanese one gives for `-`. */
const HYPHENS = /[‐‑‒–—―−ー─]/g;

function toKatakana(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + 0x60);
}

function singleSpaced(text: string, length: TextLength, form: UnicodeForm): string | undefined {
  return isWorthReading(text, length.max)
    ? readLine(text.replaceAll(/[ \u3000\u00a0]+/g, ' '), length, form)
    : undefined;
}
