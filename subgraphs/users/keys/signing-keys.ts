import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Sql } from '@depachika/database/database.ts';
import {
  createIdentityKeys,
  type IdentityKeys,
  loadIdentityKeys,
} from '@depachika/identity/identity-keys.ts';
import type { JSONWebKeySet, JWK } from 'jose';
import {
  ACTIVATION_DELAY_MS,
  isRotationDue,
  KEYS_REMEMBERED_MS,
  publishedKeysAt,
  signingKeyAt,
} from './signing-key.ts';

export interface SigningKey extends IdentityKeys {
  readonly activatesAt: Date;
}

/** The keys of access tokens, in `users.signing_keys`. They are not encrypted there: only this domain's role reads it. */
export interface SigningKeys {
  /** The key to sign with now. The first call ever makes it. */
  current(): Promise<SigningKey>;
  /** What verifiers need: no private part. */
  jwks(): Promise<JSONWebKeySet>;
  /** Makes the next key, unless one waits for its activation already, and drops those that nobody needs. */
  rotate(): Promise<{ readonly kid: string; readonly activatesAt: Date }>;
  /** @returns whether a key was due */
  rotateWhenDue(maxAgeMs: number): Promise<boolean>;
}

export function signingKeys({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): SigningKeys {
  let remembered: { readonly keys: Promise<readonly SigningKey[]>; readonly readAtMs: number } | undefined;

  return {
    async current() {
      return signingKeyAt(await keys(), clock.now())!;
    },
    async jwks() {
      return { keys: publishedKeysAt(await keys(), clock.now()).map(({ publicJwk }) => publicJwk) };
    },
    rotate,
    async rotateWhenDue(maxAgeMs) {
      if (!isRotationDue(await keys(), clock.now(), maxAgeMs)) return false;
      await rotate();
      return true;
    },
  };

  function keys(): Promise<readonly SigningKey[]> {
    const nowMs = clock.now().getTime();
    if (remembered && Math.abs(nowMs - remembered.readAtMs) < KEYS_REMEMBERED_MS) return remembered.keys;
    const reading = read();
    remembered = { keys: reading, readAtMs: nowMs };
    reading.catch(() => {
      remembered = undefined;
    });
    return reading;
  }

  async function read(): Promise<readonly SigningKey[]> {
    const stored = await storedKeys(database);
    if (stored.length > 0) return loaded(stored);
    const first = await createIdentityKeys();
    return loaded(await addKey(database, { key: first, now: clock.now(), onlyFirst: true }));
  }

  async function rotate(): Promise<{ kid: string; activatesAt: Date }> {
    const next = await createIdentityKeys();
    const stored = await addKey(database, { key: next, now: clock.now(), onlyFirst: false });
    remembered = undefined;
    const { kid, activates_at } = stored.at(-1)!;
    return { kid, activatesAt: activates_at };
  }
}

type KeyRow = { kid: string; private_jwk: JWK; activates_at: Date };

function storedKeys(sql: Sql): Promise<KeyRow[]> {
  return sql.query<KeyRow>(
    `SELECT kid, private_jwk, activates_at FROM users.signing_keys ORDER BY activates_at LIMIT 100`,
  );
}

/** One adds at a time: the table is locked, so that two starters end up with one first key. */
function addKey(
  database: Database,
  { key, now, onlyFirst }: { readonly key: IdentityKeys; readonly now: Date; readonly onlyFirst: boolean },
): Promise<KeyRow[]> {
  return database.transaction({ name: 'users.addSigningKey' }, async (tx) => {
    await tx.query('LOCK TABLE users.signing_keys IN SHARE ROW EXCLUSIVE MODE');
    const stored = await storedKeys(tx);
    const newest = stored.at(-1);
    if (newest && (onlyFirst || newest.activates_at > now)) return stored;
    const activatesAt = newest ? new Date(now.getTime() + ACTIVATION_DELAY_MS) : now;
    await tx.query('INSERT INTO users.signing_keys (kid, private_jwk, activates_at) VALUES ($1, $2, $3)', [
      key.kid,
      JSON.stringify(key.privateJwk),
      activatesAt,
    ]);
    const all = [...stored, { kid: key.kid, private_jwk: key.privateJwk, activates_at: activatesAt }];
    const needed = publishedKeysAt(all.map(withTimes), now).map(({ kid }) => kid);
    await tx.query('DELETE FROM users.signing_keys WHERE NOT kid = ANY($1::text[])', [needed]);
    return all.filter(({ kid }) => needed.includes(kid));
  });
}

function withTimes(row: KeyRow) {
  return { kid: row.kid, activatesAt: row.activates_at };
}

function loaded(rows: readonly KeyRow[]): Promise<SigningKey[]> {
  return Promise.all(
    rows.map(async (row) => ({
      ...(await loadIdentityKeys(row.private_jwk)),
      activatesAt: row.activates_at,
    })),
  );
}
