import {
  anyInvalid,
  type InvalidField,
  type InvalidInput,
  invalidInput,
} from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';
import type {
  AttributeChoice,
  AttributeDefinition,
  AttributeKind,
  AttributeValue,
  AttributeValues,
} from './attribute.ts';

/** What staff write of a definition; fields left out stay as they are. */
export interface DefinitionInput {
  readonly nameJa?: string | null;
  readonly nameEn?: string | null;
  readonly unitJa?: string | null;
  readonly unitEn?: string | null;
  readonly filterable?: boolean | null;
  readonly choices?: readonly ChoiceInput[] | null;
}

/** One that does not say whether it is retired stays what it was. */
type ChoiceInput = Omit<AttributeChoice, 'retired'> & { readonly retired?: boolean | null };

export type NewDefinition = Omit<AttributeDefinition, 'version'>;

/** A definition with what is given written over it, or every field that is not allowed. Choices stay, retired ones unless they are named. */
export function readDefinition(input: DefinitionInput, known: NewDefinition): Checked<NewDefinition> {
  const nameJa = readLine(input.nameJa ?? known.nameJa, NAME);
  const nameEn = readLine(input.nameEn ?? known.nameEn, NAME);
  const unitJa = readLine(input.unitJa ?? known.unitJa, UNIT);
  const unitEn = readLine(input.unitEn ?? known.unitEn, UNIT);
  const choices = input.choices ? choicesAfter(input.choices, known.choices) : known.choices;
  const invalid = anyInvalid([
    nameJa === undefined ? { field: 'nameJa', allowed: allowed.line(NAME) } : undefined,
    nameEn === undefined ? { field: 'nameEn', allowed: allowed.line(NAME) } : undefined,
    unitJa === undefined ? { field: 'unitJa', allowed: allowed.line(UNIT) } : undefined,
    unitEn === undefined ? { field: 'unitEn', allowed: allowed.line(UNIT) } : undefined,
    checkChoices(choices, known),
  ]);
  if (invalid) return invalid;
  const filterable = input.filterable ?? known.filterable;
  const texts = { nameJa: nameJa!, nameEn: nameEn!, unitJa: unitJa!, unitEn: unitEn! };
  return { kind: 'checked', value: { ...known, filterable, choices, ...texts } };
}

/** Stable for ever: `alcohol-percent`. */
export function isAttributeCode(code: string): boolean {
  return /^[a-z][a-z0-9-]{0,39}$/.test(code);
}

/** What is given, and behind it what is retired and was left out: who reads the list for people has not seen it. */
function choicesAfter(
  given: readonly ChoiceInput[],
  known: readonly AttributeChoice[],
): readonly AttributeChoice[] {
  const unseen = known.filter((choice) => choice.retired && !given.some(({ code }) => code === choice.code));
  const seen = given.map(({ retired, code, nameJa, nameEn }) => {
    const isRetired = retired ?? known.find((choice) => choice.code === code)?.retired ?? false;
    return { code, nameJa, nameEn, ...(isRetired ? { retired: true } : {}) };
  });
  return [...seen, ...unseen];
}

function checkChoices(choices: readonly AttributeChoice[], known: NewDefinition): InvalidField | undefined {
  const field = 'choices';
  if (known.kind !== 'CHOICE') {
    return choices.length === 0 ? undefined : { field, allowed: messages.allowed.noChoices };
  }
  const codes = choices.map(({ code }) => code);
  const isWhole = choices.every(
    ({ code, nameJa, nameEn }) => isAttributeCode(code) && readLine(nameJa, NAME) && readLine(nameEn, NAME),
  );
  const isList = isWhole && choices.length >= 1 && choices.length <= MAX_CHOICES;
  if (!isList || new Set(codes).size !== codes.length)
    return { field, allowed: messages.allowed.choices(MAX_CHOICES) };
  const lost = known.choices.filter(({ code }) => !codes.includes(code));
  return lost.length === 0 ? undefined : { field, allowed: messages.allowed.keptChoices };
}

/** A value as staff write it: the field that fits the kind of its definition. */
export interface ValueInput {
  readonly code: string;
  readonly textJa?: string | null;
  readonly textEn?: string | null;
  readonly number?: number | null;
  readonly boolean?: boolean | null;
  readonly choices?: readonly string[] | null;
  readonly date?: string | null;
}

/** The values that a product is to have beside what it had, or every one that does not fit its definition. */
export function readValues(
  input: readonly ValueInput[],
  definitions: readonly AttributeDefinition[],
  had: AttributeValues,
): Checked<AttributeValues> {
  const values: Record<string, AttributeValue> = {};
  const wrong: (InvalidField | undefined)[] = [];
  for (const [index, given] of input.entries()) {
    const field = `attributes.${index}`;
    const definition = definitions.find(({ code }) => code === given.code);
    const isNew = !Object.hasOwn(values, given.code);
    const read = definition && isNew ? readValue(given, definition, had[given.code]) : undefined;
    if (read === undefined) wrong.push(valueRefused(field, { definition, isNew }));
    else values[given.code] = read;
  }
  return anyInvalid(wrong) ?? { kind: 'checked', value: values };
}

function valueRefused(
  field: string,
  { definition, isNew }: { readonly definition: AttributeDefinition | undefined; readonly isNew: boolean },
): InvalidInput {
  if (!definition) return invalidInput(`${field}.code`, messages.allowed.attributeCode);
  if (!isNew) return invalidInput(`${field}.code`, allowed.eachOnce);
  return invalidInput(
    `${field}.${FIELD_OF[definition.kind]}`,
    messages.allowed.attributeValue[definition.kind],
  );
}

function readValue(
  given: ValueInput,
  { kind, choices }: AttributeDefinition,
  had: AttributeValue | undefined,
): AttributeValue | undefined {
  switch (kind) {
    case 'TEXT': {
      const ja = readLine(given.textJa ?? '', TEXT);
      const en = readLine(given.textEn ?? '', { ...TEXT, min: 0 });
      return ja === undefined || en === undefined ? undefined : { ja, en };
    }
    case 'NUMBER': {
      const { number } = given;
      return number != null && Math.abs(number) <= MAX_NUMBER ? number : undefined;
    }
    case 'BOOLEAN':
      return given.boolean ?? undefined;
    case 'DATE':
      return given.date ?? undefined;
    case 'CHOICE':
      return readChoices([...new Set(given.choices ?? [])], choices, Array.isArray(had) ? had : []);
  }
}

/** One or more that there are; of retired ones those that the product said before. */
function readChoices(
  chosen: readonly string[],
  choices: readonly AttributeChoice[],
  said: readonly string[],
): readonly string[] | undefined {
  const mayStay = ({ code, retired }: AttributeChoice) => !retired || said.includes(code);
  const areKnown = chosen.every((code) => choices.some((choice) => choice.code === code && mayStay(choice)));
  return chosen.length > 0 && areKnown ? chosen : undefined;
}

const FIELD_OF: Readonly<Record<AttributeKind, keyof ValueInput>> = {
  TEXT: 'textJa',
  NUMBER: 'number',
  BOOLEAN: 'boolean',
  CHOICE: 'choices',
  DATE: 'date',
};
const NAME = { min: 1, max: 50 };
const UNIT = { min: 0, max: 20 };
const TEXT = { min: 1, max: 500 };
const MAX_CHOICES = 200;
const MAX_NUMBER = 1_000_000_000;
