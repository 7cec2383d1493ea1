import { type InvalidField, invalidFields } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { katakana, nameText, phoneDigits, postalCodeDigits, visibleText } from '@depachika/text/japanese.ts';
import type { TextLength } from '@depachika/text/text.ts';
import { messages } from '../messages/messages.ts';
import { type Checked, type FieldRule, readFields } from '../text/checked-fields.ts';
import {
  agreePlace,
  type KnownPlaces,
  type PlaceAgreement,
  type PlaceClaim,
  type Point,
} from './place-rules.ts';

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

/** An address to store. */
export interface AddressToStore extends AddressFields {
  /** Null, as is the longitude, when the shop does not know where it is. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** The point was given with the address; otherwise it is that of the postal code. */
  readonly ownPoint: boolean;
}

export type AddressInput = { readonly [K in keyof AddressFields]?: string | null } & {
  /** Degrees; given with the longitude. */
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  /** The address gives up its own point. */
  readonly dropOwnPoint?: boolean | null;
};

/** What an input gives, each field read by its rule. */
export interface AddressReading {
  readonly values: Partial<AddressFields>;
  /** Undefined when the input gives none; null when the address gives up its own. */
  readonly ownPoint: Point | null | undefined;
  readonly wrong: readonly InvalidField[];
}

/** Null counts as left out. */
export function readAddress(input: AddressInput): AddressReading {
  const { values, wrong } = readFields(input, ADDRESS_RULES);
  const point = readPoint(input);
  return { values, ownPoint: point.ownPoint, wrong: [...wrong, ...point.wrong] };
}

/**
 * The address that a reading makes of `before` (undefined for a new one), or every field that is wrong. What is not given
 * stays, its own point too, and must agree with what is; only prefecture and municipality follow a new postal code.
 * @param places what is known of the resulting postal code
 */
export function resolveAddress(
  { values, ownPoint: given, wrong }: AddressReading,
  places: KnownPlaces,
  before?: AddressToStore,
): Checked<AddressToStore> {
  const fields = { recipientKana: '', building: '', ...before, ...values } as AddressFields;
  const moved = values.postalCode !== undefined && values.postalCode !== before?.postalCode;
  const kept = moved ? undefined : before;
  const ownPoint = given === undefined ? ownPointOf(before) : (given ?? undefined);
  const claim: PlaceClaim = {
    postalCode: fields.postalCode,
    prefecture: values.prefecture ?? kept?.prefecture,
    municipality: values.municipality ?? kept?.municipality,
    street: fields.street,
    ownPoint,
  };
  return refuseOrStore(wrong, fields, agreePlace(claim, places), ownPoint !== undefined);
}

function refuseOrStore(
  unread: readonly InvalidField[],
  fields: AddressFields,
  agreement: PlaceAgreement,
  ownPoint: boolean,
): Checked<AddressToStore> {
  const named = new Set(unread.map(({ field }) => field));
  // Nothing agrees or disagrees with a postal code that cannot be read.
  const isJudged = agreement.kind === 'contradicted' && !named.has('postalCode');
  const contradicted = isJudged ? agreement.wrong.filter(({ field }) => !named.has(field)) : [];
  const [first, ...others] = [...unread, ...contradicted];
  if (first) return invalidFields([first, ...others]);
  if (agreement.kind === 'contradicted') throw new Error('An address was contradicted in no field');
  const { prefecture, municipality, point } = agreement.place;
  const { latitude = null, longitude = null } = point ?? {};
  return { kind: 'checked', values: { ...fields, prefecture, municipality, latitude, longitude, ownPoint } };
}

function ownPointOf(address: AddressToStore | undefined): Point | undefined {
  if (!address?.ownPoint || address.latitude === null || address.longitude === null) return undefined;
  return { latitude: address.latitude, longitude: address.longitude };
}

function readPoint({ latitude, longitude, dropOwnPoint }: AddressInput): Omit<AddressReading, 'values'> {
  const hasLatitude = latitude !== undefined && latitude !== null;
  const hasLongitude = longitude !== undefined && longitude !== null;
  if (!hasLatitude && !hasLongitude) return { ownPoint: dropOwnPoint ? null : undefined, wrong: [] };
  const wrong: InvalidField[] = [];
  if (dropOwnPoint) wrong.push({ field: 'dropOwnPoint', allowed: messages.allowed.pointNotDropped });
  if (!hasLatitude) wrong.push({ field: 'latitude', allowed: messages.allowed.withLongitude });
  else if (!(Math.abs(latitude) <= 90)) wrong.push({ field: 'latitude', allowed: allowed.latitude });
  if (!hasLongitude) wrong.push({ field: 'longitude', allowed: messages.allowed.withLatitude });
  else if (!(Math.abs(longitude) <= 180)) wrong.push({ field: 'longitude', allowed: allowed.longitude });
  const isPoint = wrong.length === 0 && hasLatitude && hasLongitude;
  return { ownPoint: isPoint ? { latitude, longitude } : undefined, wrong };
}

const ADDRESS_RULES: Readonly<Record<keyof AddressFields, FieldRule>> = {
  recipientName: textRule(nameText, { min: 1, max: 100 }),
  recipientKana: { read: (text) => katakana(text, 100), allowed: allowed.katakana({ max: 100 }) },
  phone: { read: phoneDigits, allowed: messages.allowed.phone },
  postalCode: { read: postalCodeDigits, allowed: allowed.postalCode },
  prefecture: textRule(visibleText, { min: 1, max: 20 }),
  municipality: textRule(visibleText, { min: 1, max: 60 }),
  street: textRule(visibleText, { min: 1, max: 200 }),
  building: textRule(visibleText, { min: 0, max: 200 }),
};

function textRule(
  read: (text: string, length: TextLength) => string | undefined,
  length: TextLength,
): FieldRule {
  return { read: (text) => read(text, length), allowed: allowed.characters(length) };
}
