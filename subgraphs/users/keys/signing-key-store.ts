import type { Database, Sql } from '@depachika/database/database.ts';
import type { IdentityKeys } from '@depachika/identity/identity-keys.ts';
import type { JWK } from 'jose';
import { ACTIVATION_DELAY_MS, type KeyTimes, publishedKeysAt } from './signing-key.ts';

export interface StoredKey extends KeyTimes {
  readonly privateJwk: JWK;
}

/** By activation, earliest first. */
export function storedKeys(sql: Sql): Promise<StoredKey[]> {
  return sql.query<StoredKey & Record<string, unknown>>(
    `SELECT kid, private_jwk AS "privateJwk", activates_at AS "activatesAt"
       FROM users.signing_keys ORDER BY activates_at LIMIT 100`,
  );
}

/**
 * Adds a key, unless there is one already (`onlyFirst`) or one that waits for its activation, and drops those that
 * nobody needs any more. The table is locked, so that two starters end up with one first key.
 * @returns the keys as they are then
 */
export function addKey(
  database: Database,
  { key, now, onlyFirst }: { readonly key: IdentityKeys; readonly now: Date; readonly onlyFirst: boolean },
): Promise<StoredKey[]> {
  return database.transaction({ name: 'users.addSigningKey' }, async (tx) => {
    await tx.query('LOCK TABLE users.signing_keys IN SHARE ROW EXCLUSIVE MODE');
    const stored = await storedKeys(tx);
    const newest = stored.at(-1);
    if (newest && (onlyFirst || newest.activatesAt > now)) return stored;
    const activatesAt = newest ? new Date(now.getTime() + ACTIVATION_DELAY_MS) : now;
    await tx.query('INSERT INTO users.signing_keys (kid, private_jwk, activates_at) VALUES ($1, $2, $3)', [
      key.kid,
      JSON.stringify(key.privateJwk),
      activatesAt,
    ]);
    const all = [...stored, { kid: key.kid, privateJwk: key.privateJwk, activatesAt }];
    const needed = publishedKeysAt(all, now);
    await tx.query('DELETE FROM users.signing_keys WHERE NOT kid = ANY($1::text[])', [
      needed.map(({ kid }) => kid),
    ]);
    return needed;
  });
}
