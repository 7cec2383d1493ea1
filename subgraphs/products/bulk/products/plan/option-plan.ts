import { wrongFields } from '@depachika/domain/problems.ts';
import {
  extendOptions,
  type OptionRecord,
  type VariantRecord,
  valueInEnglish,
} from '../../../catalogue/product.ts';
import type { OptionInput } from '../../../editing/product-input.ts';
import { bulkMessages as messages } from '../../../messages/bulk.ts';
import { reviseOptions } from '../../../variants/option-rules.ts';
import { type OptionEditInput, readOptionEdits } from '../../../variants/options-input.ts';
import type { LineReader } from '../../line-problem.ts';
import type { OptionNames, VariantCells } from '../product-cells.ts';
import { refuseFields } from './problem-columns.ts';

/** A line with what it says of its variant. */
export interface VariantLine {
  readonly line: LineReader;
  readonly cells: VariantCells;
  /** Undefined of a new one. */
  readonly variant: VariantRecord | undefined;
}

/** The options of a new product: values in the order in which lines bring them. */
export function newOptions(names: readonly OptionNames[], lines: readonly VariantLine[]): OptionInput[] {
  const isUsed = (index: number) =>
    names[index]!.nameJa !== undefined || lines.some(({ cells }) => cells.values[index]!.value !== undefined);
  const count = 1 + [0, 1, 2].findLastIndex(isUsed);
  return names.slice(0, count).map(({ nameJa = '', nameEn = '' }, index) => {
    const english = new Map<string, string>();
    for (const { line, cells } of lines) {
      const { value, valueEn } = cells.values[index]!;
      if (value === undefined) line.refuse(`option${index + 1}_value`, messages.allowed.needed);
      else if (!english.has(value) || valueEn !== undefined) english.set(value, valueEn ?? value);
    }
    const option = { nameJa, nameEn, values: [...english.keys()] };
    const isBilingual = [...english].some(([value, valueEn]) => value !== valueEn);
    return isBilingual ? { ...option, valuesEn: [...english.values()] } : option;
  });
}

/** Options of a product that is there, and the values of its variants. */
export interface PlannedOptions {
  readonly options: readonly OptionRecord[];
  /** In the order of the product's variants; undefined where they stay. */
  readonly optionValues: readonly (readonly string[])[] | undefined;
}

/** The options as the lines name them. A value that is called otherwise is renamed for every variant that has it. */
export function planOptions(
  known: { readonly options: readonly OptionRecord[]; readonly variants: readonly VariantRecord[] },
  names: readonly OptionNames[],
  lines: readonly VariantLine[],
): PlannedOptions {
  const { options, variants } = known;
  refuseMoreOptions(options.length, names, lines);
  const edits = options.map((option, index) => editOf(option, index, names[index]!, lines));
  if (!edits.some((edit, index) => isEdited(edit, options[index]!)))
    return { options, optionValues: undefined };
  const first = lines.map(({ line }) => line);
  const read = readOptionEdits(edits);
  if (read.kind === 'invalidInput') {
    refuseFields(wrongFields(read), first);
    return { options, optionValues: undefined };
  }
  const values = variants.map(({ selectedOptions }) => selectedOptions.map(({ value }) => value));
  const revised = reviseOptions(options, values, read.value);
  if (revised.kind === 'revised') return revised;
  refuseFields(wrongFields(revised), first);
  return { options, optionValues: undefined };
}

/** The options with the values that new variants bring. */
export function withNewVariants(
  {
    options,
    optionValues,
  }: { readonly options: readonly OptionRecord[]; readonly optionValues: readonly (readonly string[])[] },
  added: readonly VariantLine[],
): readonly OptionRecord[] {
  const taken = [...optionValues];
  let all = options;
  for (const { line, cells } of added) {
    const values = options.map((_, index) => cells.values[index]!.value ?? '');
    const english = cells.values.map(({ value = '', valueEn }) => valueEn ?? value);
    const variants = taken.map((each) => ({
      selectedOptions: each.map((value) => ({ nameJa: '', nameEn: '', value })),
    }));
    const extension = extendOptions({ options: all, variants }, values, english);
    if (extension.kind === 'extended') all = extension.options;
    else
      refuseFields(
        wrongFields(extension).map(({ field, allowed }) => ({ field: inside(field), allowed })),
        [line],
      );
    taken.push(values);
  }
  return all;
}

/** A rule for one variant knows no other. */
function inside(field: string): string {
  return field.replace(/^variant(?:\.|$)/, '') || 'variants';
}

function refuseMoreOptions(
  count: number,
  names: readonly OptionNames[],
  lines: readonly VariantLine[],
): void {
  for (const index of [0, 1, 2].slice(count)) {
    if (names[index]!.nameJa !== undefined)
      lines[0]!.line.refuse(`option${index + 1}_name_ja`, messages.allowed.noMoreOptions);
    for (const { line, cells } of lines)
      if (cells.values[index]!.value !== undefined)
        line.refuse(`option${index + 1}_value`, messages.allowed.noMoreOptions);
  }
}

function editOf(
  option: OptionRecord,
  index: number,
  { nameJa = option.nameJa, nameEn = option.nameEn }: OptionNames,
  lines: readonly VariantLine[],
): OptionEditInput {
  const renamed = new Map<string, { value: string; valueEn: string | undefined }>();
  for (const { line, cells, variant } of lines) {
    const was = variant?.selectedOptions[index]?.value;
    if (was === undefined) continue;
    const { value = was, valueEn } = cells.values[index]!;
    const before = renamed.get(was);
    if (before && before.value !== value)
      line.refuse(`option${index + 1}_value`, messages.allowed.sameRename);
    renamed.set(was, { value, valueEn: valueEn ?? before?.valueEn });
  }
  const values = option.values.map((was) => ({ was, ...(renamed.get(was) ?? { value: was }) }));
  return { was: index, nameJa, nameEn, values };
}

function isEdited({ nameJa, nameEn, values }: OptionEditInput, option: OptionRecord): boolean {
  if (nameJa !== option.nameJa || nameEn !== option.nameEn) return true;
  return values.some(
    ({ was, value, valueEn }) =>
      value !== was || (valueEn != null && valueEn !== valueInEnglish(option, was as string)),
  );
}
