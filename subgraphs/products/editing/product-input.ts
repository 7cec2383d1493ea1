import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { productReading } from '@depachika/text/japanese.ts';
import {
  allowedLine,
  allowedParagraphs,
  readLine,
  readParagraphs,
  type TextLength,
} from '@depachika/text/text.ts';
import { MAX_PER_ORDER, type NewVariant, type OptionRecord } from '../catalogue/product.ts';

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
  for (const field of Object.keys(TEXTS) as (keyof ProductTexts)[]) {
    const given = input[field];
    if (given === null || given === undefined) continue;
    const { read, allowed } = readerOf(field);
    const text = read(given, TEXTS[field]);
    if (text === undefined) return invalidInput(field, allowed(TEXTS[field]));
    value[field] = text;
  }
  return { kind: 'checked', value };
}

interface TextReader {
  readonly read: (text: string, length: TextLength) => string | undefined;
  readonly allowed: (length: TextLength) => string;
}

function readerOf(field: keyof ProductTexts): TextReader {
  switch (field) {
    case 'nameKana':
      return { read: productReading, allowed: allowedReading };
    case 'descriptionJa':
    case 'descriptionEn':
      return { read: readParagraphs, allowed: allowedParagraphs };
    default:
      return { read: readLine, allowed: allowedLine };
  }
}

function allowedReading({ min, max }: TextLength): string {
  return `${min} to ${max} characters: katakana, Latin letters, digits and punctuation`;
}

export interface OptionInput {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly string[];
  readonly valuesEn?: readonly string[] | null;
}

export function readOptions(input: readonly OptionInput[]): Checked<OptionRecord[]> {
  if (input.length > 3) return invalidInput('options', '0 to 3 options');
  const options: OptionRecord[] = [];
  for (const [index, option] of input.entries()) {
    const field = `options.${index}`;
    const nameJa = readLine(option.nameJa, OPTION_TEXT);
    if (nameJa === undefined) return invalidInput(`${field}.nameJa`, allowedLine(OPTION_TEXT));
    const nameEn = readLine(option.nameEn, OPTION_TEXT);
    if (nameEn === undefined) return invalidInput(`${field}.nameEn`, allowedLine(OPTION_TEXT));
    const read = readOptionValues(`${field}.values`, option.values);
    if (read.kind === 'invalidInput') return read;
    const values = read.value;
    if (!option.valuesEn) {
      options.push({ nameJa, nameEn, values });
      continue;
    }
    if (option.valuesEn.length !== values.length)
      return invalidInput(`${field}.valuesEn`, `${values.length} values, one for each of values`);
    const english = readLines(`${field}.valuesEn`, option.valuesEn);
    if (english.kind === 'invalidInput') return english;
    options.push({ nameJa, nameEn, values, valuesEn: english.value });
  }
  return { kind: 'checked', value: options };
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
  const sku = readLine(input.sku, { min: 1, max: 40 }, 'NFKC');
  const { priceYen } = input;
  const weightGrams = input.weightGrams ?? 0;
  const maxPerOrder = input.maxPerOrder ?? MAX_PER_ORDER;
  if (sku === undefined || !/^[A-Z0-9-]{1,40}$/.test(sku))
    return invalidInput(`${field}.sku`, '1 to 40 characters A-Z, 0-9 and -');
  const read = readLines(`${field}.optionValues`, input.optionValues ?? []);
  if (read.kind === 'invalidInput') return read;
  const optionValues = read.value;
  const refusal =
    checkPrice(`${field}.priceYen`, priceYen) ??
    checkWeight(`${field}.weightGrams`, weightGrams) ??
    checkMaxPerOrder(`${field}.maxPerOrder`, maxPerOrder);
  if (refusal) return refusal;
  return { kind: 'checked', value: { sku, optionValues, priceYen, weightGrams, maxPerOrder } };
}

export function checkPrice(field: string, priceYen: number): InvalidInput | undefined {
  return priceYen >= 1 && priceYen <= 10_000_000 ? undefined : invalidInput(field, '1 to 10,000,000 yen');
}

export function checkWeight(field: string, weightGrams: number): InvalidInput | undefined {
  return weightGrams >= 0 && weightGrams <= 1_000_000
    ? undefined
    : invalidInput(field, '0 to 1,000,000 grams');
}

export function checkMaxPerOrder(field: string, maxPerOrder: number): InvalidInput | undefined {
  return maxPerOrder >= 1 && maxPerOrder <= MAX_PER_ORDER
    ? undefined
    : invalidInput(field, `1 to ${MAX_PER_ORDER} pieces`);
}

function readOptionValues(field: string, given: readonly string[]): Checked<string[]> {
  if (given.length < 1 || given.length > 50) return invalidInput(field, '1 to 50 values');
  const read = readLines(field, given);
  if (read.kind === 'invalidInput') return read;
  return new Set(read.value).size === read.value.length ? read : invalidInput(field, 'each value once');
}

function readLines(field: string, given: readonly string[]): Checked<string[]> {
  const value: string[] = [];
  for (const [index, text] of given.entries()) {
    const line = readLine(text, OPTION_TEXT);
    if (line === undefined) return invalidInput(`${field}.${index}`, allowedLine(OPTION_TEXT));
    value.push(line);
  }
  return { kind: 'checked', value };
}

/** A name of an option, or one of its values. */
const OPTION_TEXT: TextLength = { min: 1, max: 50 };
