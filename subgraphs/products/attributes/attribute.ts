/** TEXT is in both languages, CHOICE one or more of a list. */
export type AttributeKind = 'TEXT' | 'NUMBER' | 'BOOLEAN' | 'CHOICE' | 'DATE';

/** Something that can be said of products. */
export interface AttributeDefinition {
  /** Stable, in products and filters: `origin`. */
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly kind: AttributeKind;
  /** Behind a number: `度`, `%`; may be empty. */
  readonly unitJa: string;
  readonly unitEn: string;
  /** Of a CHOICE. */
  readonly choices: readonly AttributeChoice[];
  readonly filterable: boolean;
  /** Nobody is shown it any more; products keep what they say. */
  readonly retired: boolean;
  readonly version: number;
}

export interface AttributeChoice {
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** Absent where it never was: no more products say it, and lists are not narrowed by it; those that do, show it. */
  readonly retired?: boolean;
}

/** A text in both languages, a number, yes or no, codes of choices, or a day. */
export type AttributeValue =
  | { readonly ja: string; readonly en: string }
  | number
  | boolean
  | readonly string[]
  | string;

/** What a product says, by the code of the definition. */
export type AttributeValues = Readonly<Record<string, AttributeValue>>;

/** An attribute of a product as people read it. */
export interface ShownAttribute {
  readonly definition: AttributeDefinition;
  readonly valueJa: string;
  readonly valueEn: string;
  /** Codes of the choices; empty of other kinds. */
  readonly choices: readonly string[];
}

/** In the order of the definitions. */
export function showAttributes(
  definitions: readonly AttributeDefinition[],
  values: AttributeValues,
): ShownAttribute[] {
  return definitions.flatMap((definition) => {
    const { code } = definition;
    return Object.hasOwn(values, code) ? [{ definition, ...shown(definition, values[code]!) }] : [];
  });
}

function shown({ unitJa, unitEn, choices }: AttributeDefinition, value: AttributeValue) {
  if (typeof value === 'boolean')
    return { valueJa: value ? 'はい' : 'いいえ', valueEn: value ? 'Yes' : 'No', choices: [] };
  if (typeof value === 'number')
    return { valueJa: `${value}${unitJa}`, valueEn: `${value}${spaced(unitEn)}`, choices: [] };
  if (typeof value === 'string') return { valueJa: value, valueEn: value, choices: [] };
  if ('ja' in value) return { valueJa: value.ja, valueEn: value.en || value.ja, choices: [] };
  const chosen = choices.filter(({ code }) => value.includes(code));
  return {
    valueJa: chosen.map(({ nameJa }) => nameJa).join('、'),
    valueEn: chosen.map(({ nameEn }) => nameEn).join(', '),
    choices: chosen.map(({ code }) => code),
  };
}

/** English puts a space before a unit that is a word. */
function spaced(unit: string): string {
  return /^[A-Za-z]/.test(unit) ? ` ${unit}` : unit;
}
