import type { Database, Sql } from '@depachika/database/database.ts';
import type { UserRecord } from '../accounts/user.ts';
import { userColumns } from '../accounts/user-store.ts';
import type { AddressRecord } from './address.ts';
import type { AddressToStore } from './address-input.ts';

/** Columns of {@link AddressRecord} for SQL. */
const ADDRESS_COLUMNS = `id, owner_id AS "ownerId", recipient_name AS "recipientName",
  recipient_kana AS "recipientKana", phone, postal_code AS "postalCode", prefecture, municipality, street, building,
  latitude, longitude, own_point AS "ownPoint", version, created_at AS "createdAt"`;

/** The most that one user keeps. */
export const MAX_ADDRESSES = 50;

/** Adds an address unless its owner has {@link MAX_ADDRESSES}: the owner's lock makes concurrent ones count. */
export function insertAddress(
  database: Database,
  {
    id,
    ownerId,
    now,
    address,
  }: { readonly id: string; readonly ownerId: string; readonly now: Date; readonly address: AddressToStore },
): Promise<AddressRecord | undefined> {
  return database.transaction({ name: 'users.addAddress' }, async (tx) => {
    const owner = await tx.query(
      'SELECT 1 FROM users.users WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE',
      [ownerId],
    );
    if (owner.length === 0) return undefined;
    const [added] = await tx.query<AddressRecord>(
      `INSERT INTO users.addresses (id, owner_id, created_at, recipient_name, recipient_kana, phone, postal_code,
              prefecture, municipality, street, building, latitude, longitude, own_point)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::float8, $13::float8, $14::boolean
        WHERE (SELECT count(*) FROM users.addresses WHERE owner_id = $2) < $15
       RETURNING ${ADDRESS_COLUMNS}`,
      [id, ownerId, now, ...columnsOf(address), MAX_ADDRESSES],
    );
    return added;
  });
}

/** @returns undefined when its version is another by now, or it is gone */
export async function replaceAddress(
  sql: Sql,
  {
    id,
    expectedVersion,
    address,
  }: { readonly id: string; readonly expectedVersion: number; readonly address: AddressToStore },
): Promise<AddressRecord | undefined> {
  const [replaced] = await sql.query<AddressRecord>(
    `UPDATE users.addresses
        SET recipient_name = $3, recipient_kana = $4, phone = $5, postal_code = $6, prefecture = $7, municipality = $8,
            street = $9, building = $10, latitude = $11, longitude = $12, own_point = $13, version = version + 1
      WHERE id = $1 AND version = $2 RETURNING ${ADDRESS_COLUMNS}`,
    [id, expectedVersion, ...columnsOf(address)],
  );
  return replaced;
}

/** An address of this owner; others' do not exist here. */
export async function ownAddress(
  sql: Sql,
  { id, ownerId }: { readonly id: string; readonly ownerId: string },
): Promise<AddressRecord | undefined> {
  const [address] = await sql.query<AddressRecord>(
    `SELECT ${ADDRESS_COLUMNS} FROM users.addresses WHERE id = $1 AND owner_id = $2`,
    [id, ownerId],
  );
  return address;
}

/** @returns the owner's account; undefined when the address is not theirs */
export async function keepDefaultAddress(
  sql: Sql,
  { id, ownerId }: { readonly id: string; readonly ownerId: string },
): Promise<UserRecord | undefined> {
  const [user] = await sql.query<UserRecord>(
    `UPDATE users.users SET default_address_id = address.id, version = users.version + 1
       FROM users.addresses address
      WHERE users.id = $2 AND address.id = $1 AND address.owner_id = users.id RETURNING ${userColumns('users')}`,
    [id, ownerId],
  );
  return user;
}

/** @returns whether there was one */
export async function deleteAddress(
  sql: Sql,
  { id, ownerId }: { readonly id: string; readonly ownerId: string },
): Promise<boolean> {
  const deleted = await sql.query(
    'DELETE FROM users.addresses WHERE id = $1 AND owner_id = $2 RETURNING id',
    [id, ownerId],
  );
  return deleted.length > 0;
}

function columnsOf(address: AddressToStore): readonly unknown[] {
  const { recipientName, recipientKana, phone, postalCode, prefecture, municipality, street, building } =
    address;
  const { latitude, longitude, ownPoint } = address;
  return [
    recipientName,
    recipientKana,
    phone,
    postalCode,
    prefecture,
    municipality,
    street,
    building,
    latitude,
    longitude,
    ownPoint,
  ];
}
