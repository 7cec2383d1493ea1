import { compatible, withoutAccents } from '@depachika/text/unicode.ts';

/** What has an address of its own; two of one kind never share one, and never had the same. */
export type SlugKind = 'PRODUCT' | 'CATEGORY' | 'BRAND' | 'COLLECTION';

/** 1 to 60 lower-case letters, digits and single hyphens between them. */
export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}

/** A name as an address: `Pâtisserie Minamo’s` becomes `patisserie-minamos`; empty when it has no Latin letter or digit. */
export function slugOf(name: string): string {
  const words = withoutAccents(compatible(name).toLowerCase())
    .replace(/['’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return shortened(words.join('-'), MAX_SLUG);
}

/** Addresses to try in turn for something of this name: the last one is its own, since it holds the end of its id. */
export function slugCandidates(name: string, kind: SlugKind, id: string): readonly string[] {
  const base = slugOf(name) || kind.toLowerCase();
  const short = shortened(base, MAX_SLUG - OWN_ENDING - 1);
  const numbered = [2, 3, 4, 5].map((number) => `${short}-${number}`);
  return [base, ...numbered, `${short}-${id.slice(-OWN_ENDING)}`];
}

function shortened(slug: string, most: number): string {
  return slug.slice(0, most).replace(/-$/, '');
}

const MAX_SLUG = 60;
/** Characters of an id that no other has. */
const OWN_ENDING = 26;
