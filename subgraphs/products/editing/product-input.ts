import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import type { NewVariant, OptionRecord } from '../catalogue/product.ts';
import { toKatakana } from '../search/search-text.ts';

/** Texts of a product that staff write, each with its longest length; descriptions may be empty. */
const TEXTS = {
  nameJa: { from: 1, to: 200 },
  nameEn: { from: 1, to: 200 },
  nameKana: { from: 1, to: 200 },
  descriptionJa: { from: 0, to: 4_000 },
  descriptionEn: { from: 0, to: 4_000 },
  brand: { from: 1, to: 100 },
} as const;

export type ProductTexts = { -readonly [F in keyof typeof TEXTS]: string };

export type TextsInput = { readonly [F in keyof ProductTexts]?: string | null };

export type Checked<T> = { readonly kind: 'checked'; readonly value: T } | InvalidInput;

/** Trims and checks the texts that are given; null and absent ones are left out. */
export function readTexts(input: TextsInput): Checked<Partial<ProductTexts>> {
  const value: Partial<ProductTexts> = {};
  for (const field of Object.keys(TEXTS) as (keyof ProductTexts)[]) {
    const given = input[field];
    if (given === null || given === undefined) continue;
    const text = field === 'nameKana' ? toKatakana(given) : given.normalize('NFC').trim();
    const refusal =
      checkLength(field, text, TEXTS[field]) ?? (field === 'nameKana' ? checkKana(text) : undefined);
    if (refusal) return refusal;
    value[field] = text;
  }
  return { kind: 'checked', value };
}

export interface OptionInput {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly string[];
}

export function readOptions(input: readonly OptionInput[]): Checked<OptionRecord[]> {
  if (input.length > 3) return invalidInput('options', '0 to 3 options');
  const options: OptionRecord[] = [];
  for (const [index, option] of input.entries()) {
    const field = `options.${index}`;
    const [nameJa, nameEn] = [option.nameJa.trim(), option.nameEn.trim()];
    const values = option.values.map((value) => value.normalize('NFC').trim());
    const refusal =
      checkLength(`${field}.nameJa`, nameJa, { from: 1, to: 50 }) ??
      checkLength(`${field}.nameEn`, nameEn, { from: 1, to: 50 }) ??
      checkOptionValues(`${field}.values`, values);
    if (refusal) return refusal;
    options.push({ nameJa, nameEn, values });
  }
  return { kind: 'checked', value: options };
}

export interface VariantInput {
  readonly sku: string;
  readonly optionValues?: readonly string[] | null;
  readonly priceYen: number;
  readonly weightGrams?: number | null;
}

/** @param field where it stands in the input */
export function readVariant(input: VariantInput, field: string): Checked<NewVariant> {
  const sku = input.sku.normalize('NFKC').trim();
  const weightGrams = input.weightGrams ?? 0;
  const optionValues = (input.optionValues ?? []).map((value) => value.normalize('NFC').trim());
  const tooLong = optionValues.findIndex((value) => value.length < 1 || value.length > 50);
  if (!/^[A-Z0-9-]{1,40}$/.test(sku))
    return invalidInput(`${field}.sku`, '1 to 40 characters A-Z, 0-9 and -');
  if (tooLong >= 0) return invalidInput(`${field}.optionValues.${tooLong}`, '1 to 50 characters');
  const refusal =
    checkPrice(`${field}.priceYen`, input.priceYen) ?? checkWeight(`${field}.weightGrams`, weightGrams);
  if (refusal) return refusal;
  return { kind: 'checked', value: { sku, optionValues, priceYen: input.priceYen, weightGrams } };
}

export function checkPrice(field: string, priceYen: number): InvalidInput | undefined {
  return priceYen >= 1 && priceYen <= 10_000_000 ? undefined : invalidInput(field, '1 to 10,000,000 yen');
}

export function checkWeight(field: string, weightGrams: number): InvalidInput | undefined {
  return weightGrams >= 0 && weightGrams <= 1_000_000
    ? undefined
    : invalidInput(field, '0 to 1,000,000 grams');
}

/** @returns undefined when the text is of an allowed length, in characters */
export function checkLength(
  field: string,
  text: string,
  allowed: { from: number; to: number },
): InvalidInput | undefined {
  const { from, to } = allowed;
  return text.length >= from && text.length <= to
    ? undefined
    : invalidInput(field, `${from} to ${to} characters`);
}

function checkKana(text: string): InvalidInput | undefined {
  const letters = /^[ァ-ヺー・ A-Za-z0-9&.,()+%-]+$/;
  return letters.test(text) ? undefined : invalidInput('nameKana', 'katakana, letters and digits');
}

function checkOptionValues(field: string, values: readonly string[]): InvalidInput | undefined {
  if (values.length < 1 || values.length > 50) return invalidInput(field, '1 to 50 values');
  if (new Set(values).size !== values.length) return invalidInput(field, 'each value once');
  const wrong = values.findIndex((value) => value.length < 1 || value.length > 50);
  return wrong < 0 ? undefined : invalidInput(`${field}.${wrong}`, '1 to 50 characters');
}
