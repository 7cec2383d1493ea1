import type { Address, PostalCode, User } from '../generated/prisma/client.ts';

/** A user as everything but the password check knows one. */
export type UserRecord = Omit<User, 'passwordHash' | 'role'> & {
  readonly role: 'CUSTOMER' | 'STAFF' | 'ADMIN';
};
export type AddressRecord = Address;
export type PostalCodeRecord = PostalCode;

/** Columns of {@link UserRecord} for SQL, from a table or alias of this name. */
export function userColumns(table: string): string {
  return `${table}.id, ${table}.email, ${table}.name, ${table}.name_kana AS "nameKana", ${table}.phone, ${table}.role,
    ${table}.version, ${table}.created_at AS "createdAt"`;
}

/** Columns of {@link AddressRecord} for SQL. */
export const ADDRESS_COLUMNS = `id, owner_id AS "ownerId", recipient_name AS "recipientName",
  recipient_kana AS "recipientKana", phone, postal_code AS "postalCode", prefecture, municipality, street, building,
  latitude, longitude, version, created_at AS "createdAt"`;
