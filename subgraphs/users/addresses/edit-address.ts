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
import { findPostalCodes } from '../postal-codes/postal-code-store.ts';
import type { AddressRecord } from './address.ts';
import { type AddressInput, checkAddress, resolveAddress } from './address-input.ts';
import { deleteAddress, insertAddress, MAX_ADDRESSES, ownAddress, replaceAddress } from './address-store.ts';

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
  const checked = checkAddress(input);
  if (checked.kind === 'invalidInput') return checked;
  const postalCode = checked.values.postalCode!;
  const places = await findPostalCodes(database, [postalCode]);
  const resolved = resolveAddress(checked.values, places.get(postalCode));
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
  const checked = checkAddress(input);
  if (checked.kind === 'invalidInput') return checked;
  const before = isId('adr', id) ? await ownAddress(database, { id, ownerId }) : undefined;
  if (!before) return notFound(id);
  if (before.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: before.version });
  const postalCode = checked.values.postalCode ?? before.postalCode;
  const places = await findPostalCodes(database, [postalCode]);
  const resolved = resolveAddress(checked.values, places.get(postalCode), before);
  if (resolved.kind === 'invalidInput') return resolved;
  const address = await replaceAddress(database, { id, expectedVersion, address: resolved.values });
  if (address) return { kind: 'edited', address };
  const current = await ownAddress(database, { id, ownerId });
  return current ? versionConflict({ expectedVersion, currentVersion: current.version }) : notFound(id);
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
