/** Text as people in Japan type it, made uniform. Each function returns undefined for text that cannot be meant. */

/** One line of visible text: NFKC, so that full-width digits become plain; spaces trimmed and single. Lengths in characters. */
export function visibleText(
  text: string,
  length: { readonly min: number; readonly max: number },
): string | undefined {
  return lineOf(text.normalize('NFKC'), length);
}

/** A name as its owner writes it: NFC only, because NFKC would replace characters that people insist on. */
export function nameText(
  text: string,
  length: { readonly min: number; readonly max: number },
): string | undefined {
  return lineOf(text.normalize('NFC'), length);
}

/** Katakana, from hiragana and half-width katakana too; may be empty. Latin letters and kanji are refused. */
export function katakana(text: string, maxLength: number): string | undefined {
  const line = lineOf(text.normalize('NFKC').replace(HIRAGANA, toKatakana), { min: 0, max: maxLength });
  return line !== undefined && KATAKANA_ONLY.test(line) ? line : undefined;
}

/** Ten or eleven digits, from any width, with hyphens, brackets or `+81`. */
export function phoneDigits(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(HYPHENS, '-')
    .replaceAll(/[-\s()]/g, '')
    .replace(/^\+81/, '0');
  return /^0\d{9,10}$/.test(plain) ? plain : undefined;
}

/** Seven digits, from any width, with or without a hyphen or the postal mark. */
export function postalCodeDigits(text: string): string | undefined {
  const plain = text.normalize('NFKC').replace(HYPHENS, '-').trim();
  const match = /^〒?\s*(\d{3})\s*-?\s*(\d{4})$/.exec(plain);
  return match ? `${match[1]}${match[2]}` : undefined;
}

/** A login name: NFKC and lower case; 3 to 254 characters with one @ and a dot behind it. */
export function emailAddress(text: string): string | undefined {
  const address = text.normalize('NFKC').trim().toLowerCase();
  return address.length <= 254 && address.isWellFormed() && EMAIL.test(address) ? address : undefined;
}

const HIRAGANA = /[\u3041-\u3096\u309d\u309e]/g;
const KATAKANA_ONLY = /^[\u30a1-\u30fa\u30fb-\u30fe ]*$/;
/** Dashes that keyboards and phones produce; the long-vowel mark is what a Japanese one gives for `-`. */
const HYPHENS = /[‐‑‒–—―−ー─]/g;
const EMAIL = /^[^\s@\p{C}"(),:;<>[\\\]]{1,64}@[^\s@\p{C}.]+(\.[^\s@\p{C}.]+)+$/u;

function toKatakana(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + 0x60);
}

function lineOf(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): string | undefined {
  const line = text.trim().replaceAll(/[\s\u3000]+/g, ' ');
  const length = [...line].length;
  const isVisible = line.isWellFormed() && !/\p{Cc}/u.test(line);
  return isVisible && length >= min && length <= max ? line : undefined;
}
