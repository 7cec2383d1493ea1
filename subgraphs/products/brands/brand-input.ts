import { anyInvalid, type InvalidField } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { productReading } from '@depachika/text/japanese.ts';
import { readLine, readParagraphs } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';
import { isSlug } from '../slugs/slug.ts';

/** What staff write of a brand; fields left out stay as they are. */
export interface BrandInput {
  readonly slug?: string | null;
  readonly nameJa?: string | null;
  readonly nameEn?: string | null;
  readonly nameKana?: string | null;
  readonly descriptionJa?: string | null;
  readonly descriptionEn?: string | null;
}

export type BrandTexts = { readonly [F in keyof BrandInput]?: string };

/** The fields that are given, or every one that is not allowed. */
export function readBrand(input: BrandInput): Checked<BrandTexts> {
  const texts: Record<string, string> = {};
  const wrong: InvalidField[] = [];
  for (const [field, { read, isAllowed }] of Object.entries(FIELDS)) {
    const given = input[field as keyof BrandInput];
    if (given === null || given === undefined) continue;
    const text = read(given);
    if (text === undefined) wrong.push({ field, allowed: isAllowed });
    else texts[field] = text;
  }
  return anyInvalid(wrong) ?? { kind: 'checked', value: texts };
}

const NAME_JA = { min: 1, max: 100 };
const NAME = { min: 0, max: 100 };
const DESCRIPTION = { min: 0, max: 4_000 };
const PARAGRAPHS = {
  read: (text: string) => readParagraphs(text, DESCRIPTION),
  isAllowed: allowed.paragraphs(DESCRIPTION),
};
const FIELDS = {
  slug: {
    read: (text: string) => (isSlug(text.trim()) ? text.trim() : undefined),
    isAllowed: messages.allowed.slug,
  },
  nameJa: { read: (text: string) => readLine(text, NAME_JA), isAllowed: allowed.line(NAME_JA) },
  nameEn: { read: (text: string) => readLine(text, NAME), isAllowed: allowed.line(NAME) },
  nameKana: {
    read: (text: string) => (text.trim() === '' ? '' : productReading(text, NAME)),
    isAllowed: messages.allowed.reading(NAME),
  },
  descriptionJa: PARAGRAPHS,
  descriptionEn: PARAGRAPHS,
} as const;
