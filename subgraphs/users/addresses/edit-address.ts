import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import { isId, newId } from '@depachika/ids/ids.ts';
import type { UserRecord } from '../accounts/user.ts';
import { knownPlaces } from '../postal-codes/postal-code-store.ts';
import type { AddressRecord } from './address.ts';
import { type AddressInput, readAddress, resolveAddress } from './address-input.ts';
import {
  deleteAddress,
  insertAddress,
  keepDefaultAddress,
  MAX_ADDRESSES,
  ownAddress,
  replaceAddress,
} from './address-store.ts';
import type { KnownPlaces } from './place-rules.ts';

export interface EditAddressDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

export type AddAddressResult =
  | { readonly kind: 'added'; readonly address: AddressRecord }
  | { readonly kind: 'tooManyAddresses'; readonly limit: number }
  | InvalidInput;

export async function addAddress(
  { database, clock }: EditAddressDependencies,
  ownerId: string,
  input: AddressInput,
): Promise<AddAddressResult> {
  const reading = readAddress(input);
  const resolved = resolveAddress(reading, await placesOf(database, reading.values.postalCode));
  if (resolved.kind === 'invalidInput') return resolved;
  const added = { id: newId('adr'), ownerId, now: clock.now(), address: resolved.values };
  const address = await insertAddress(database, added);
  return address ? { kind: 'added', address } : { kind: 'tooManyAddresses', limit: MAX_ADDRESSES };
}

export type UpdateAddressResult =
  | { readonly kind: 'edited'; readonly address: AddressRecord }
  | InvalidInput
  | NotFound
  | VersionConflict;

/** An address of another owner is not found, not even for staff. */
export async function updateAddress(
  { database }: Pick<EditAddressDependencies, 'database'>,
  ownerId: string,
  input: AddressInput & { readonly id: string; readonly expectedVersion: number },
): Promise<UpdateAddressResult> {
  const { id, expectedVersion } = input;
  const reading = readAddress(input);
  const before = isId('adr', id) ? await ownAddress(database, { id, ownerId }) : undefined;
  if (!before) return notFound(id);
  if (before.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: before.version });
  const places = await placesOf(database, reading.values.postalCode ?? before.postalCode);
  const resolved = resolveAddress(reading, places, before);
  if (resolved.kind === 'invalidInput') return resolved;
  const address = await replaceAddress(database, { id, expectedVersion, address: resolved.values });
  if (address) return { kind: 'edited', address };
  const current = await ownAddress(database, { id, ownerId });
  return current ? versionConflict({ expectedVersion, currentVersion: current.version }) : notFound(id);
}

/** Of a postal code that could not be read, nothing is known. */
async function placesOf(database: Database, postalCode: string | undefined): Promise<KnownPlaces> {
  return postalCode === undefined ? { ofCode: [], ofArea: [] } : knownPlaces(database, postalCode);
}

export type RemoveAddressResult = { readonly kind: 'removed'; readonly id: string } | NotFound;

export async function removeAddress(
  { database }: Pick<EditAddressDependencies, 'database'>,
  ownerId: string,
  id: string,
): Promise<RemoveAddressResult> {
  const removed = isId('adr', id) && (await deleteAddress(database, { id, ownerId }));
  return removed ? { kind: 'removed', id } : notFound(id);
}

export type SetDefaultAddressResult = { readonly kind: 'set'; readonly user: UserRecord } | NotFound;

/** Which of somebody's own addresses is offered first. */
export async function setDefaultAddress(
  { database }: Pick<EditAddressDependencies, 'database'>,
  ownerId: string,
  id: string,
): Promise<SetDefaultAddressResult> {
  const user = isId('adr', id) ? await keepDefaultAddress(database, { id, ownerId }) : undefined;
  return user ? { kind: 'set', user } : notFound(id);
}
