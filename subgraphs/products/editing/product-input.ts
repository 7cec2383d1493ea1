import { type NewVariant, type Refusal, STATUS_CHANGES } from '../catalogue/product.ts';
import type { OptionRecord, ProductStatus } from '../catalogue/records.ts';
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

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Trims and checks the texts that are given; null and absent ones are left out. */
export function readTexts(input: { [F in keyof ProductTexts]?: string | null }): Read<Partial<ProductTexts>> {
  const value: Partial<ProductTexts> = {};
  for (const field of Object.keys(TEXTS) as (keyof ProductTexts)[]) {
    const given = input[field];
    if (given === null || given === undefined) continue;
    const text = field === 'nameKana' ? toKatakana(given) : given.normalize('NFC').trim();
    const refusal =
      checkLength(field, text, TEXTS[field]) ?? (field === 'nameKana' ? checkKana(text) : undefined);
    if (refusal) return { ok: false, refusal };
    value[field] = text;
  }
  return { ok: true, value };
}

export function readOptions(
  input: readonly { nameJa: string; nameEn: string; values: readonly string[] }[],
): Read<OptionRecord[]> {
  if (input.length > 3) return refused('options', '0 to 3 options');
  const options: OptionRecord[] = [];
  for (const [index, option] of input.entries()) {
    const field = `options.${index}`;
    const [nameJa, nameEn] = [option.nameJa.trim(), option.nameEn.trim()];
    const values = option.values.map((value) => value.normalize('NFC').trim());
    const refusal =
      checkLength(`${field}.nameJa`, nameJa, { from: 1, to: 50 }) ??
      checkLength(`${field}.nameEn`, nameEn, { from: 1, to: 50 }) ??
      checkOptionValues(`${field}.values`, values);
    if (refusal) return { ok: false, refusal };
    options.push({ nameJa, nameEn, values });
  }
  return { ok: true, value: options };
}

export interface VariantFields {
  readonly sku: string;
  readonly optionValues?: readonly string[] | null;
  readonly priceYen: number;
  readonly weightGrams?: number | null;
}

/** @param field where it stands in the input */
export function readVariant(input: VariantFields, field: string): Read<NewVariant> {
  const sku = input.sku.normalize('NFKC').trim();
  const weightGrams = input.weightGrams ?? 0;
  const optionValues = (input.optionValues ?? []).map((value) => value.normalize('NFC').trim());
  const tooLong = optionValues.findIndex((value) => value.length < 1 || value.length > 50);
  if (!/^[A-Z0-9-]{1,40}$/.test(sku)) return refused(`${field}.sku`, '1 to 40 characters A-Z, 0-9 and -');
  if (tooLong >= 0) return refused(`${field}.optionValues.${tooLong}`, '1 to 50 characters');
  const refusal =
    checkPrice(`${field}.priceYen`, input.priceYen) ?? checkWeight(`${field}.weightGrams`, weightGrams);
  if (refusal) return { ok: false, refusal };
  return { ok: true, value: { sku, optionValues, priceYen: input.priceYen, weightGrams } };
}

export function checkPrice(field: string, priceYen: number): Refusal | undefined {
  return priceYen >= 1 && priceYen <= 10_000_000 ? undefined : { field, allowed: '1 to 10,000,000 yen' };
}

export function checkWeight(field: string, weightGrams: number): Refusal | undefined {
  return weightGrams >= 0 && weightGrams <= 1_000_000
    ? undefined
    : { field, allowed: '0 to 1,000,000 grams' };
}

export function checkStatusChange(from: ProductStatus, to: ProductStatus): Refusal | undefined {
  if (STATUS_CHANGES[from].includes(to)) return undefined;
  return { field: 'status', allowed: `${STATUS_CHANGES[from].join(' or ')} after ${from}` };
}

/** @returns undefined when the text is of an allowed length, in characters */
export function checkLength(
  field: string,
  text: string,
  allowed: { from: number; to: number },
): Refusal | undefined {
  const { from, to } = allowed;
  return text.length >= from && text.length <= to
    ? undefined
    : { field, allowed: `${from} to ${to} characters` };
}

function checkKana(text: string): Refusal | undefined {
  const letters = /^[ァ-ヺー・ A-Za-z0-9&.,()+%-]+$/;
  return letters.test(text) ? undefined : { field: 'nameKana', allowed: 'katakana, letters and digits' };
}

function checkOptionValues(field: string, values: readonly string[]): Refusal | undefined {
  if (values.length < 1 || values.length > 50) return { field, allowed: '1 to 50 values' };
  if (new Set(values).size !== values.length) return { field, allowed: 'each value once' };
  const wrong = values.findIndex((value) => value.length < 1 || value.length > 50);
  return wrong < 0 ? undefined : { field: `${field}.${wrong}`, allowed: '1 to 50 characters' };
}

function refused<T>(field: string, allowed: string): Read<T> {
  return { ok: false, refusal: { field, allowed } };
}
