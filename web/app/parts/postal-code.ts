/** As people in Japan write it: `105-0014`. @param code seven digits */
export function postalCode(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}

/** A postal code with its mark, and spaces and hyphens of whatever kind. */
const MOST_SIGNS = 20;
const POSTAL_CODE = /^〒?\s*(\d{3})\s*-?\s*(\d{4})$/;
/** Dashes that keyboards and phones produce, the long-vowel mark of either width among them. */
const HYPHENS = /[‐‑‒–—―−─ー－ｰ﹣]/g;

/** @returns seven digits, also where somebody typed `〒１０３ー００２２`; undefined when it is no postal code */
export function postalDigits(typed: string): string | undefined {
  if (typed.length > MOST_SIGNS) return undefined;
  const plain = typed
    .trim()
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - '０'.charCodeAt(0) + 48))
    .replace(HYPHENS, '-');
  const match = POSTAL_CODE.exec(plain);
  return match ? `${match[1]}${match[2]}` : undefined;
}
