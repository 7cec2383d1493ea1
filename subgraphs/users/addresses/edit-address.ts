import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { isId, newId } from '@depachika/ids/ids.ts';
import type { AddressRecord } from '../accounts/user.ts';
import type { EditOutcome } from '../accounts/user-store.ts';
import type { InvalidInput } from '../text/checked-fields.ts';
import { type AddressInput, checkAddress, resolveAddress } from './address-input.ts';
import {
  deleteAddress,
  insertAddress,
  MAX_ADDRESSES,
  ownAddress,
  postalPlaces,
  replaceAddress,
} from './address-store.ts';

export interface EditAddressDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

export type AddAddressResult =
  | { readonly kind: 'added'; readonly row: AddressRecord }
  | { readonly kind: 'tooManyAddresses'; readonly limit: number }
  | InvalidInput;

export async function addAddress(
  { database, clock }: EditAddressDependencies,
  ownerId: string,
  input: AddressInput,
): Promise<AddAddressResult> {
  const checked = checkAddress(input);
  if (checked.kind === 'invalidInput') return checked;
  const [place] = await postalPlaces(database, [checked.values.postalCode!]);
  const resolved = resolveAddress(checked.values, place);
  if (resolved.kind === 'invalidInput') return resolved;
  const address = { id: newId('adr'), ownerId, now: clock.now(), address: resolved.values };
  const row = await insertAddress(database, address);
  return row ? { kind: 'added', row } : { kind: 'tooManyAddresses', limit: MAX_ADDRESSES };
}

/** Somebody else's address is not found, whoever asks. */
export async function updateAddress(
  { database }: Pick<EditAddressDependencies, 'database'>,
  ownerId: string,
  input: AddressInput & { readonly id: string; readonly expectedVersion: number },
): Promise<EditOutcome<AddressRecord> | InvalidInput> {
  const { id, expectedVersion } = input;
  const checked = checkAddress(input);
  if (checked.kind === 'invalidInput') return checked;
  const before = isId('adr', id) ? await ownAddress(database, { id, ownerId }) : undefined;
  if (!before) return { kind: 'notFound' };
  if (before.version !== expectedVersion) return conflict(expectedVersion, before);
  const [place] = await postalPlaces(database, [checked.values.postalCode ?? before.postalCode]);
  const resolved = resolveAddress(checked.values, place, before);
  if (resolved.kind === 'invalidInput') return resolved;
  const row = await replaceAddress(database, { id, expectedVersion, address: resolved.values });
  if (row) return { kind: 'edited', row };
  const current = await ownAddress(database, { id, ownerId });
  return current ? conflict(expectedVersion, current) : { kind: 'notFound' };
}

export async function removeAddress(
  { database }: Pick<EditAddressDependencies, 'database'>,
  ownerId: string,
  id: string,
): Promise<{ readonly kind: 'removed' | 'notFound' }> {
  const removed = isId('adr', id) && (await deleteAddress(database, { id, ownerId }));
  return { kind: removed ? 'removed' : 'notFound' };
}

function conflict(expectedVersion: number, { version }: AddressRecord): EditOutcome<never> {
  return { kind: 'versionConflict', expectedVersion, currentVersion: version };
}
