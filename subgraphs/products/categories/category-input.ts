import { anyInvalid } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';

export interface CategoryInput {
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly parentId?: string | null;
}

export interface NewCategory {
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly parentId: string | null;
}

/** The category, or every field that is not allowed. */
export function readCategory(input: CategoryInput): Checked<NewCategory> {
  const slug = input.slug.trim();
  const nameJa = readLine(input.nameJa, NAME);
  const nameEn = readLine(input.nameEn, NAME);
  const invalid = anyInvalid([
    SLUG.test(slug) ? undefined : { field: 'slug', allowed: messages.allowed.slug },
    nameJa === undefined ? { field: 'nameJa', allowed: allowed.line(NAME) } : undefined,
    nameEn === undefined ? { field: 'nameEn', allowed: allowed.line(NAME) } : undefined,
  ]);
  if (invalid) return invalid;
  const parentId = input.parentId ?? null;
  return { kind: 'checked', value: { slug, nameJa: nameJa!, nameEn: nameEn!, parentId } };
}

/** @returns undefined for what is no name */
export const readCategoryName = (text: string): string | undefined => readLine(text, NAME);

export const wrongName = (field: 'nameJa' | 'nameEn') => ({ field, allowed: allowed.line(NAME) });

const SLUG = /^[a-z0-9-]{1,60}$/;
const NAME = { min: 1, max: 100 };
