import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';

/** How one field is read. */
export interface FieldRule {
  /** The value to keep; undefined when the text is not allowed. */
  readonly read: (text: string) => string | undefined;
  readonly allowed: string;
}

export type Checked<T> = { readonly kind: 'checked'; readonly values: T } | InvalidInput;

type Given<F extends string> = { readonly [K in F]?: string | null };

/**
 * Reads the fields that are given; null counts as left out. Fields without a rule are ignored.
 * @returns the values, or the first field that is not allowed
 */
export function checkFields<F extends string>(
  input: Given<F>,
  rules: Readonly<Record<F, FieldRule>>,
): Checked<{ readonly [K in F]?: string }> {
  const values: { [K in F]?: string } = {};
  for (const field of Object.keys(rules) as F[]) {
    const text = input[field];
    if (text === undefined || text === null) continue;
    const value = rules[field].read(text);
    if (value === undefined) return invalidInput(field, rules[field].allowed);
    values[field] = value;
  }
  return { kind: 'checked', values };
}
