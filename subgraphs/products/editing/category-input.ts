import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { type Checked, checkLength } from './product-input.ts';

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
  const category = {
    slug: input.slug.trim(),
    nameJa: input.nameJa.normalize('NFC').trim(),
    nameEn: input.nameEn.normalize('NFC').trim(),
    parentId: input.parentId ?? null,
  };
  return checkCategory(category) ?? { kind: 'checked', value: category };
}

function checkCategory({ slug, nameJa, nameEn }: NewCategory): InvalidInput | undefined {
  if (!/^[a-z0-9-]{1,60}$/.test(slug))
    return invalidInput('slug', '1 to 60 lower-case letters, digits and -');
  return (
    checkLength('nameJa', nameJa, { from: 1, to: 100 }) ?? checkLength('nameEn', nameEn, { from: 1, to: 100 })
  );
}
