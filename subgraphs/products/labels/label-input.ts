import { anyInvalid } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import type { LabelRecord } from './label.ts';

/** What staff write of a label; fields left out stay as they are. */
export interface LabelInput {
  readonly nameJa?: string | null;
  readonly nameEn?: string | null;
  /** Zero: only staff put it on products. */
  readonly newForDays?: number | null;
}

export type NewLabel = Omit<LabelRecord, 'version'>;

/** A label with what is given written over it, or every field that is not allowed. */
export function readLabel(input: LabelInput, known: NewLabel): Checked<NewLabel> {
  const nameJa = readLine(input.nameJa ?? known.nameJa, NAME);
  const nameEn = readLine(input.nameEn ?? known.nameEn, NAME);
  const days = input.newForDays ?? known.newForDays ?? 0;
  const invalid = anyInvalid([
    nameJa === undefined ? { field: 'nameJa', allowed: allowed.line(NAME) } : undefined,
    nameEn === undefined ? { field: 'nameEn', allowed: allowed.line(NAME) } : undefined,
    days >= 0 && days <= 365
      ? undefined
      : { field: 'newForDays', allowed: allowed.range({ from: 0, to: 365 }) },
  ]);
  if (invalid) return invalid;
  return {
    kind: 'checked',
    value: { ...known, nameJa: nameJa!, nameEn: nameEn!, newForDays: days === 0 ? null : days },
  };
}

/** Stable for ever: `STORE_ONLY`. */
export function isLabelCode(code: string): boolean {
  return /^[A-Z][A-Z0-9_]{0,39}$/.test(code);
}

const NAME = { min: 1, max: 30 };
