import type { LocalizedText } from '@depachika/messages/localized-text.ts';

/** Expected refusals that every domain knows. Inside they have a `kind`; their GraphQL names are given at the edge. */
export type CommonProblem = InvalidInput | NotFound | VersionConflict;

/** An input of which a field does not hold an allowed value. */
export interface InvalidInput extends InvalidField {
  readonly kind: 'invalidInput';
  /** Further fields that are wrong, where the rule looked at all of them. */
  readonly others?: readonly InvalidField[];
}

/** A field of an input that does not hold an allowed value. */
export interface InvalidField {
  /** Path in the input: `lines.0.quantity`. */
  readonly field: string;
  /** What would be allowed, as people are told. */
  readonly allowed: LocalizedText;
}

/** There is no such thing, or it is not the caller's: the two are not told apart. */
export interface NotFound {
  readonly kind: 'notFound';
  readonly id: string;
}

/** Somebody else changed it meanwhile. */
export interface VersionConflict {
  readonly kind: 'versionConflict';
  readonly expectedVersion: number;
  readonly currentVersion: number;
}

/** @param field path in the input: `lines.0.quantity` @param allowed what it may hold: from 1 to 99 */
export function invalidInput(field: string, allowed: LocalizedText): InvalidInput {
  return { kind: 'invalidInput', field, allowed };
}

/** The refusal of an input for all of its fields that are wrong; the first speaks for them where there is room for one. */
export function invalidFields([{ field, allowed }, ...others]: readonly [
  InvalidField,
  ...InvalidField[],
]): InvalidInput {
  const first = invalidInput(field, allowed);
  return others.length === 0 ? first : { ...first, others };
}

/** Every wrong field of an input, the first first. */
export function wrongFields({ field, allowed, others = [] }: InvalidInput): readonly InvalidField[] {
  return [{ field, allowed }, ...others];
}

/** Of a rule that looks at every field: undefined where none is wrong. */
export function anyInvalid(wrong: readonly (InvalidField | undefined)[]): InvalidInput | undefined {
  const [first, ...others] = wrong
    .filter((each) => each !== undefined)
    .map(({ field, allowed }) => ({ field, allowed }));
  return first && invalidFields([first, ...others]);
}

export function notFound(id: string): NotFound {
  return { kind: 'notFound', id };
}

export function versionConflict(versions: {
  readonly expectedVersion: number;
  readonly currentVersion: number;
}): VersionConflict {
  return { kind: 'versionConflict', ...versions };
}
