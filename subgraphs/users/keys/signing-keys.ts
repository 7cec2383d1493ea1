import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import {
  createIdentityKeys,
  type IdentityKeys,
  loadIdentityKeys,
} from '@depachika/identity/identity-keys.ts';
import type { JSONWebKeySet } from 'jose';
import { isRotationDue, KEYS_REMEMBERED_MS, publishedKeysAt, signingKeyAt } from './signing-key.ts';
import { addKey, type StoredKey, storedKeys } from './signing-key-store.ts';

export interface SigningKey extends IdentityKeys {
  readonly activatesAt: Date;
}

/** The keys of access tokens, in `users.signing_keys`. They are not encrypted there: only this domain's role reads it. */
export interface SigningKeys {
  /** The key to sign with now. The first call ever makes it. */
  current(): Promise<SigningKey>;
  /** The keys that verifiers need, without their private parts. */
  jwks(): Promise<JSONWebKeySet>;
  /** Makes the next key, unless one waits for its activation already, and drops those that nobody needs. */
  rotate(): Promise<{ readonly kid: string; readonly activatesAt: Date }>;
  /** @returns whether a key was due */
  rotateWhenDue(maxAgeMs: number): Promise<boolean>;
}

export function createSigningKeys({
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
    const { kid, activatesAt } = stored.at(-1)!;
    return { kid, activatesAt };
  }
}

function loaded(keys: readonly StoredKey[]): Promise<SigningKey[]> {
  return Promise.all(
    keys.map(async ({ privateJwk, activatesAt }) => ({
      ...(await loadIdentityKeys(privateJwk)),
      activatesAt,
    })),
  );
}
