import { anyInvalid, invalidInput } from '@depachika/domain/problems.ts';
import { allOf, type Checked, readOptionText, wrongIn } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';
import type { OptionEdit, ValueEdit } from './option-rules.ts';

export interface OptionEditInput {
  readonly was?: number | null;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly ValueEditInput[];
  readonly valueOfAll?: string | null;
}

export interface ValueEditInput {
  readonly was?: string | null;
  readonly value: string;
  readonly valueEn?: string | null;
}

/** The options as they are to be, or every text that is not allowed. */
export function readOptionEdits(input: readonly OptionEditInput[]): Checked<OptionEdit[]> {
  if (input.length > 3) return invalidInput('options', messages.allowed.options);
  return allOf(input.map((option, index) => readOptionEdit(option, `options.${index}`)));
}

function readOptionEdit(given: OptionEditInput, field: string): Checked<OptionEdit> {
  const nameJa = readOptionText(`${field}.nameJa`, given.nameJa);
  const nameEn = readOptionText(`${field}.nameEn`, given.nameEn);
  const values: Checked<ValueEdit[]> =
    given.values.length < 1 || given.values.length > 50
      ? invalidInput(`${field}.values`, messages.allowed.optionValues)
      : allOf(given.values.map((value, index) => readValueEdit(value, `${field}.values.${index}`)));
  if (nameJa.kind === 'checked' && nameEn.kind === 'checked' && values.kind === 'checked') {
    const { was, valueOfAll } = given;
    const option = { nameJa: nameJa.value, nameEn: nameEn.value, values: values.value };
    return {
      kind: 'checked',
      value: { ...option, was: was ?? undefined, valueOfAll: valueOfAll ?? undefined },
    };
  }
  return anyInvalid([...wrongIn(nameJa), ...wrongIn(nameEn), ...wrongIn(values)])!;
}

function readValueEdit(given: ValueEditInput, field: string): Checked<ValueEdit> {
  const value = readOptionText(`${field}.value`, given.value);
  const english: Checked<string | undefined> =
    given.valueEn == null
      ? { kind: 'checked', value: undefined }
      : readOptionText(`${field}.valueEn`, given.valueEn);
  if (value.kind === 'checked' && english.kind === 'checked') {
    const was = given.was ?? undefined;
    return { kind: 'checked', value: { was, value: value.value, valueEn: english.value } };
  }
  return anyInvalid([...wrongIn(value), ...wrongIn(english)])!;
}
