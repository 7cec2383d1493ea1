/** As people in Japan write it: `105-0014`. @param code seven digits */
export function postalCode(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}

/** A postal code with its mark, and spaces and hyphens of whatever kind. */
const MOST_SIGNS = 20;
/** Dashes that keyboards and phones produce, the long-vowel mark of either width among them. */
const HYPHENS = /[‐‑‒–—―−─ー－ｰ﹣]/g;
const SEVEN_DIGITS = /^\d{7}$/;
/** A hyphen stands after the third digit, or nowhere: `1-030022` may be any other number. */
const HYPHENATED = /^\d{3}-\d{4}$/;

/** @returns seven digits, also where somebody typed `〒１０３ー００２２`; undefined when it is no postal code */
export function postalDigits(typed: string): string | undefined {
  if (typed.length > MOST_SIGNS) return undefined;
  const plain = typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - '０'.charCodeAt(0) + 48))
    .replace(HYPHENS, '-')
    .replace(/[\s〒]/g, '');
  if (SEVEN_DIGITS.test(plain)) return plain;
  return HYPHENATED.test(plain) ? plain.replace('-', '') : undefined;
}
