import { invalidInput } from '@depachika/domain/problems.ts';
import { allowedLine, readLine } from '@depachika/text/text.ts';
import type { Checked } from './product-input.ts';

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

/** The category, or the first field that is not allowed. */
export function readCategory(input: CategoryInput): Checked<NewCategory> {
  const slug = input.slug.trim();
  if (!/^[a-z0-9-]{1,60}$/.test(slug))
    return invalidInput('slug', '1 to 60 lower-case letters, digits and -');
  const nameJa = readLine(input.nameJa, NAME);
  if (nameJa === undefined) return invalidInput('nameJa', allowedLine(NAME));
  const nameEn = readLine(input.nameEn, NAME);
  if (nameEn === undefined) return invalidInput('nameEn', allowedLine(NAME));
  return { kind: 'checked', value: { slug, nameJa, nameEn, parentId: input.parentId ?? null } };
}

const NAME = { min: 1, max: 100 };
