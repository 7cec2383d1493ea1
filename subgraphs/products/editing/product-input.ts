import {
  anyInvalid,
  type InvalidField,
  type InvalidInput,
  invalidInput,
  wrongFields,
} from '@depachika/domain/problems.ts';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { productReading } from '@depachika/text/japanese.ts';
import { readLine, readParagraphs, type TextLength } from '@depachika/text/text.ts';
import { MAX_PER_ORDER, type NewVariant, type OptionRecord } from '../catalogue/product.ts';
import { messages } from '../messages/messages.ts';

/** Texts of a product that staff write, each with its longest length; descriptions may be empty. */
const TEXTS = {
  nameJa: { min: 1, max: 200 },
  nameEn: { min: 1, max: 200 },
  nameKana: { min: 1, max: 200 },
  descriptionJa: { min: 0, max: 4_000 },
  descriptionEn: { min: 0, max: 4_000 },
  brand: { min: 1, max: 100 },
  brandEn: { min: 0, max: 100 },
} as const;

export type ProductTexts = { -readonly [F in keyof typeof TEXTS]: string };

export type TextsInput = { readonly [F in keyof ProductTexts]?: string | null };

export type Checked<T> = { readonly kind: 'checked'; readonly value: T } | InvalidInput;

/** Reads the texts that are given; null and absent ones are left out. */
export function readTexts(input: TextsInput): Checked<Partial<ProductTexts>> {
  const value: Partial<ProductTexts> = {};
  const wrong: InvalidField[] = [];
  for (const field of Object.keys(TEXTS) as (keyof ProductTexts)[]) {
    const given = input[field];
    if (given === null || given === undefined) continue;
    const reader = readerOf(field);
    const text = reader.read(given, TEXTS[field]);
    if (text === undefined) wrong.push({ field, allowed: reader.allowed(TEXTS[field]) });
    else value[field] = text;
  }
  return anyInvalid(wrong) ?? { kind: 'checked', value };
}

/** All of them, or every field that is wrong in any. */
export function allOf<T>(read: readonly Checked<T>[]): Checked<T[]> {
  const value = read.flatMap((each) => (each.kind === 'checked' ? [each.value] : []));
  return anyInvalid(read.flatMap(wrongIn)) ?? { kind: 'checked', value };
}

export function wrongIn(read: Checked<unknown>): readonly InvalidField[] {
  return read.kind === 'checked' ? [] : wrongFields(read);
}

interface TextReader {
  readonly read: (text: string, length: TextLength) => string | undefined;
  readonly allowed: (length: TextLength) => LocalizedText;
}

function readerOf(field: keyof ProductTexts): TextReader {
  switch (field) {
    case 'nameKana':
      return { read: productReading, allowed: messages.allowed.reading };
    case 'descriptionJa':
    case 'descriptionEn':
      return { read: readParagraphs, allowed: allowed.paragraphs };
    default:
      return { read: readLine, allowed: allowed.line };
  }
}

export interface OptionInput {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly string[];
  readonly valuesEn?: readonly string[] | null;
}

export function readOptions(input: readonly OptionInput[]): Checked<OptionRecord[]> {
  if (input.length > 3) return invalidInput('options', messages.allowed.options);
  return allOf(input.map((option, index) => readOption(option, `options.${index}`)));
}

function readOption(given: OptionInput, field: string): Checked<OptionRecord> {
  const nameJa = readOptionText(`${field}.nameJa`, given.nameJa);
  const nameEn = readOptionText(`${field}.nameEn`, given.nameEn);
  const values = readOptionValues(`${field}.values`, given.values);
  const english = readEnglishValues(`${field}.valuesEn`, given);
  const parts = [nameJa, nameEn, values, english];
  if (nameJa.kind !== 'checked' || nameEn.kind !== 'checked') return anyInvalid(parts.flatMap(wrongIn))!;
  if (values.kind !== 'checked' || english.kind !== 'checked') return anyInvalid(parts.flatMap(wrongIn))!;
  const option = { nameJa: nameJa.value, nameEn: nameEn.value, values: values.value };
  return { kind: 'checked', value: english.value ? { ...option, valuesEn: english.value } : option };
}

function readEnglishValues(
  field: string,
  {
    values,
    valuesEn,
  }: {
    readonly values: readonly string[];
    readonly valuesEn?: readonly string[] | null | undefined;
  },
): Checked<string[] | undefined> {
  if (!valuesEn) return { kind: 'checked', value: undefined };
  if (valuesEn.length !== values.length)
    return invalidInput(field, messages.allowed.oneForEachValue(values.length));
  return readLines(field, valuesEn);
}

export interface VariantInput {
  readonly sku: string;
  readonly optionValues?: readonly string[] | null;
  readonly priceYen: number;
  readonly weightGrams?: number | null;
  readonly maxPerOrder?: number | null;
}

/** @param field where it stands in the input */
export function readVariant(input: VariantInput, field: string): Checked<NewVariant> {
  const sku = readSku(input.sku);
  const { priceYen } = input;
  const weightGrams = input.weightGrams ?? 0;
  const maxPerOrder = input.maxPerOrder ?? MAX_PER_ORDER;
  const optionValues = readLines(`${field}.optionValues`, input.optionValues ?? []);
  const invalid = anyInvalid([
    sku ? undefined : { field: `${field}.sku`, allowed: messages.allowed.sku },
    ...wrongIn(optionValues),
    checkPrice(`${field}.priceYen`, priceYen),
    checkWeight(`${field}.weightGrams`, weightGrams),
    checkMaxPerOrder(`${field}.maxPerOrder`, maxPerOrder),
  ]);
  if (invalid || optionValues.kind === 'invalidInput') return invalid!;
  const value = { sku: sku!, optionValues: optionValues.value, priceYen, weightGrams, maxPerOrder };
  return { kind: 'checked', value };
}

/** The English of a variant's option values, where somebody wrote them. */
export function readEnglishOf(
  values: readonly string[],
  valuesEn: readonly string[] | null | undefined,
): Checked<string[] | undefined> {
  return readEnglishValues('optionValuesEn', { values, valuesEn });
}

/** @returns undefined for what is no article number */
export function readSku(given: string): string | undefined {
  const sku = readLine(given, { min: 1, max: 40 }, 'NFKC');
  return sku !== undefined && /^[A-Z0-9-]{1,40}$/.test(sku) ? sku : undefined;
}

export function checkPrice(field: string, priceYen: number): InvalidInput | undefined {
  return priceYen >= 1 && priceYen <= 10_000_000 ? undefined : invalidInput(field, messages.allowed.price);
}

export function checkWeight(field: string, weightGrams: number): InvalidInput | undefined {
  return weightGrams >= 0 && weightGrams <= 1_000_000
    ? undefined
    : invalidInput(field, messages.allowed.weight);
}

export function checkMaxPerOrder(field: string, maxPerOrder: number): InvalidInput | undefined {
  return maxPerOrder >= 1 && maxPerOrder <= MAX_PER_ORDER
    ? undefined
    : invalidInput(field, messages.allowed.pieces(MAX_PER_ORDER));
}

function readOptionValues(field: string, given: readonly string[]): Checked<string[]> {
  if (given.length < 1 || given.length > 50) return invalidInput(field, messages.allowed.optionValues);
  const read = readLines(field, given);
  if (read.kind === 'invalidInput') return read;
  return new Set(read.value).size === read.value.length ? read : invalidInput(field, allowed.eachOnce);
}

function readLines(field: string, given: readonly string[]): Checked<string[]> {
  return allOf(given.map((text, index) => readOptionText(`${field}.${index}`, text)));
}

export function readOptionText(field: string, text: string): Checked<string> {
  const value = readLine(text, OPTION_TEXT);
  return value === undefined ? invalidInput(field, allowed.line(OPTION_TEXT)) : { kind: 'checked', value };
}

/** A name of an option, or one of its values. */
const OPTION_TEXT: TextLength = { min: 1, max: 50 };
