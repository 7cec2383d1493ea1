import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import type { PostalCode } from '../postal-codes/postal-codes.ts';
import { type Checked, checkFields, type FieldRule } from '../text/checked-fields.ts';
import { katakana, nameText, phoneDigits, postalCodeDigits, visibleText } from '../text/japanese-input.ts';

/** The part of a place that an address takes from its postal code. */
type PostalPlace = Pick<PostalCode, 'prefecture' | 'municipality' | 'latitude' | 'longitude'>;

export interface AddressFields {
  readonly recipientName: string;
  readonly recipientKana: string;
  readonly phone: string;
  readonly postalCode: string;
  readonly prefecture: string;
  readonly municipality: string;
  readonly street: string;
  readonly building: string;
}

/** An address to store. The point is null when the postal code is not known. */
export interface AddressToStore extends AddressFields {
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export type AddressInput = { readonly [K in keyof AddressFields]?: string | null };

/** The fields that are given, each read by its rule. */
export function checkAddress(input: AddressInput): Checked<Partial<AddressFields>> {
  return checkFields(input, ADDRESS_RULES);
}

/**
 * The address that `changes` make of `before` (undefined for a new one).
 * A new postal code brings its own prefecture and municipality unless they are given.
 * @param place what the resulting postal code tells; undefined when it is not known
 */
export function resolveAddress(
  changes: Partial<AddressFields>,
  place: PostalPlace | undefined,
  before?: AddressFields,
): Checked<AddressToStore> {
  const moved = changes.postalCode !== undefined && changes.postalCode !== before?.postalCode;
  const fallback = moved ? place : before;
  const prefecture = changes.prefecture ?? fallback?.prefecture;
  const municipality = changes.municipality ?? fallback?.municipality;
  if (prefecture === undefined) return neededWithoutPlace('prefecture');
  if (municipality === undefined) return neededWithoutPlace('municipality');
  const { latitude = null, longitude = null } = place ?? {};
  const fields = { recipientKana: '', building: '', ...before, ...changes } as AddressFields;
  return { kind: 'checked', values: { ...fields, prefecture, municipality, latitude, longitude } };
}

function neededWithoutPlace(field: 'prefecture' | 'municipality'): InvalidInput {
  return invalidInput(field, 'given, because the postal code is not known');
}

const ADDRESS_RULES: Readonly<Record<keyof AddressFields, FieldRule>> = {
  recipientName: { read: (text) => nameText(text, { min: 1, max: 100 }), allowed: '1 to 100 characters' },
  recipientKana: { read: (text) => katakana(text, 100), allowed: 'katakana, at most 100 characters' },
  phone: { read: phoneDigits, allowed: '10 or 11 digits that begin with 0' },
  postalCode: { read: postalCodeDigits, allowed: 'seven digits, with or without a hyphen' },
  prefecture: { read: (text) => visibleText(text, { min: 1, max: 20 }), allowed: '1 to 20 characters' },
  municipality: { read: (text) => visibleText(text, { min: 1, max: 60 }), allowed: '1 to 60 characters' },
  street: { read: (text) => visibleText(text, { min: 1, max: 200 }), allowed: '1 to 200 characters' },
  building: { read: (text) => visibleText(text, { min: 0, max: 200 }), allowed: 'at most 200 characters' },
};
