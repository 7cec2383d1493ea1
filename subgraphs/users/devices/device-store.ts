import type { Database, Sql } from '@depachika/database/database.ts';
import { type Device, MOST_DEVICES } from './device.ts';

/** What a device remembers of the password that it logged in with, from the hash in a column. */
export function passwordMark(column: string): string {
  return `sha256(convert_to(${column}, 'UTF8'))`;
}

/** Of a new account, with its first session. */
export async function insertDevice(
  sql: Sql,
  { userId, device, now }: { readonly userId: string; readonly device: Device; readonly now: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO users.devices (hash, user_id, password_mark, used_at, expires_at)
     SELECT $2, id, ${passwordMark('password_hash')}, $3, $4 FROM users.users WHERE id = $1`,
    [userId, device.hash, now, device.expiresAt],
  );
}

/** Forgets all devices of a user but the latest, those that are being used at the moment included. */
export function forgetOldestDevices(database: Database, userId: string): Promise<void> {
  return database.transaction({ name: 'users.forgetOldestDevices' }, async (tx) => {
    await tx.query(
      `DELETE FROM users.devices WHERE hash IN (
         SELECT hash FROM users.devices WHERE user_id = $1 ORDER BY used_at DESC, hash OFFSET $2
       )`,
      [userId, MOST_DEVICES],
    );
  });
}

export async function forgetDevicesOf(sql: Sql, userId: string): Promise<void> {
  await sql.query('DELETE FROM users.devices WHERE user_id = $1', [userId]);
}
