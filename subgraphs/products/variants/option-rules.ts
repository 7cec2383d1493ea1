import { anyInvalid, type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { type OptionRecord, valueInEnglish } from '../catalogue/product.ts';
import { messages } from '../messages/messages.ts';

/** An option as it is to be, texts already read. */
export interface OptionEdit {
  /** Its place among the options of now; undefined for a new one. */
  readonly was: number | undefined;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly ValueEdit[];
  /** Of a new option: what every variant that is there already has. */
  readonly valueOfAll: string | undefined;
}

export interface ValueEdit {
  /** What it is called now; undefined for a new one. */
  readonly was: string | undefined;
  readonly value: string;
  readonly valueEn: string | undefined;
}

export interface RevisedOptions {
  readonly kind: 'revised';
  readonly options: OptionRecord[];
  /** The values of each variant, in the order in which variants were given. */
  readonly optionValues: readonly (readonly string[])[];
}

/**
 * The options as they are to be, and what that makes of variants. Names and places change, values are renamed, added and
 * dropped; what a variant has is never dropped, so that no two variants become one.
 * @param variants the values of each, in the order of the options of now
 */
export function reviseOptions(
  options: readonly OptionRecord[],
  variants: readonly (readonly string[])[],
  edits: readonly OptionEdit[],
): RevisedOptions | InvalidInput {
  const places = edits.flatMap(({ was }) => (was === undefined ? [] : [was]));
  const wanted = options.map((_, place) => place);
  if (JSON.stringify(places.toSorted((a, b) => a - b)) !== JSON.stringify(wanted))
    return invalidInput('options', messages.allowed.everyOption(options.length));
  const refusal = anyInvalid(
    edits.map((edit, index) => {
      const field = `options.${index}`;
      const now = edit.was === undefined ? undefined : options[edit.was]!;
      const held = edit.was === undefined ? [] : variants.map((values) => values[edit.was!]!);
      return wrongValues(edit, now, new Set(held), field);
    }),
  );
  if (refusal) return refusal;
  return {
    kind: 'revised',
    options: edits.map((edit) => toOption(edit, edit.was === undefined ? undefined : options[edit.was])),
    optionValues: variants.map((values) =>
      edits.map((edit) => {
        if (edit.was === undefined) return edit.valueOfAll!;
        return edit.values.find(({ was }) => was === values[edit.was!])!.value;
      }),
    ),
  };
}

function wrongValues(
  edit: OptionEdit,
  now: OptionRecord | undefined,
  held: ReadonlySet<string>,
  field: string,
): InvalidInput | undefined {
  const values = edit.values.map(({ value }) => value);
  if (new Set(values).size < values.length) return invalidInput(`${field}.values`, allowed.eachOnce);
  if (!now && !values.includes(edit.valueOfAll ?? ''))
    return invalidInput(`${field}.valueOfAll`, messages.allowed.oneOf(values));
  const known = edit.values.flatMap(({ was }) => (was === undefined ? [] : [was]));
  const keepsEach = [...held].every((value) => known.includes(value));
  const isKnown = known.every((value) => now?.values.includes(value));
  if (!keepsEach || !isKnown || new Set(known).size < known.length)
    return invalidInput(`${field}.values`, messages.allowed.valuesOfVariants([...held]));
  return undefined;
}

function toOption({ nameJa, nameEn, values }: OptionEdit, now: OptionRecord | undefined): OptionRecord {
  const english = values.map(({ was, value, valueEn }) => {
    const before = now && was !== undefined ? valueInEnglish(now, was) : undefined;
    return valueEn ?? (before === undefined || before === was ? value : before);
  });
  const texts = values.map(({ value }) => value);
  const inEnglish = english.some((value, index) => value !== texts[index]) ? { valuesEn: english } : {};
  return { nameJa, nameEn, values: texts, ...inEnglish };
}
