import { anyInvalid, type InvalidField } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import type { PageTexts } from './page-texts.ts';

type Text = Exclude<keyof PageTexts, 'version'>;

export type PageTextsInput = { readonly [F in Text]?: string | null };

/** The texts with what is given written over them, or every field that is not allowed. */
export function readPageTexts(input: PageTextsInput, known: PageTexts): Checked<Omit<PageTexts, 'version'>> {
  const texts = { ...known };
  const wrong: InvalidField[] = [];
  for (const field of Object.keys(LENGTHS) as Text[]) {
    const text = readLine(input[field] ?? known[field], LENGTHS[field]);
    if (text === undefined) wrong.push({ field, allowed: allowed.line(LENGTHS[field]) });
    else texts[field] = text;
  }
  return anyInvalid(wrong) ?? { kind: 'checked', value: texts };
}

/** Longer than what search engines show, which cut by themselves. */
const TITLE = { min: 0, max: 120 };
const DESCRIPTION = { min: 0, max: 320 };
const LENGTHS: Readonly<Record<Text, { min: number; max: number }>> = {
  titleJa: TITLE,
  titleEn: TITLE,
  descriptionJa: DESCRIPTION,
  descriptionEn: DESCRIPTION,
};
