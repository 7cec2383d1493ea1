import { anyInvalid, type InvalidField, type InvalidInput } from '@depachika/domain/problems.ts';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';

/** How one field is read. */
export interface FieldRule {
  /** The value to keep; undefined when the text is not allowed. */
  readonly read: (text: string) => string | undefined;
  readonly allowed: LocalizedText;
}

export type Checked<T> = { readonly kind: 'checked'; readonly values: T } | InvalidInput;

type Given<F extends string> = { readonly [K in F]?: string | null };

/**
 * Reads the fields that are given; null counts as left out. Fields without a rule are ignored.
 * @returns the values, or all fields that are not allowed, in the order of the rules
 */
export function checkFields<F extends string>(
  input: Given<F>,
  rules: Readonly<Record<F, FieldRule>>,
): Checked<{ readonly [K in F]?: string }> {
  const { values, wrong } = readFields(input, rules);
  return anyInvalid(wrong) ?? { kind: 'checked', values };
}

/** Like {@link checkFields}, for a rule that goes on with the fields that could be read. */
export function readFields<F extends string>(
  input: Given<F>,
  rules: Readonly<Record<F, FieldRule>>,
): { readonly values: { readonly [K in F]?: string }; readonly wrong: readonly InvalidField[] } {
  const values: { [K in F]?: string } = {};
  const wrong: InvalidField[] = [];
  for (const field of Object.keys(rules) as F[]) {
    const text = input[field];
    if (text === undefined || text === null) continue;
    const value = rules[field].read(text);
    if (value === undefined) wrong.push({ field, allowed: rules[field].allowed });
    else values[field] = value;
  }
  return { values, wrong };
}
