/** Lifetime of an access token. */
export const ACCESS_TOKEN_MS = 60 * 60_000;

/**
 * A new key is published for this long before it signs. The delay exceeds {@link KEYS_REMEMBERED_MS}: when the first token
 * is signed with it, every process already has it in its JWKS.
 */
export const ACTIVATION_DELAY_MS = 2 * 60_000;

/** How long a process may answer from the keys that it has read. */
export const KEYS_REMEMBERED_MS = 60_000;

/** Clocks of two hosts may differ; a retired key stays published a little longer than its tokens live. */
const RETIREMENT_MARGIN_MS = 5 * 60_000;

/** A key signs from its activation until the next one's. */
export interface KeyTimes {
  readonly kid: string;
  readonly activatesAt: Date;
}

/** The key that signs at `now`; undefined when there is none yet. @param keys by activation, earliest first */
export function signingKeyAt<K extends KeyTimes>(keys: readonly K[], now: Date): K | undefined {
  return keys.findLast((key) => key.activatesAt <= now) ?? keys[0];
}

/** Keys that verifiers need at `now`: future, current, and those whose tokens may still live. */
export function publishedKeysAt<K extends KeyTimes>(keys: readonly K[], now: Date): K[] {
  const tokensLiveMs = ACCESS_TOKEN_MS + RETIREMENT_MARGIN_MS;
  return keys.filter((_, index) => {
    const next = keys[index + 1];
    return next === undefined || next.activatesAt.getTime() + tokensLiveMs > now.getTime();
  });
}

/** True when the newest key has signed for `maxAgeMs` or longer. */
export function isRotationDue(keys: readonly KeyTimes[], now: Date, maxAgeMs: number): boolean {
  const newest = keys.at(-1);
  return newest !== undefined && now.getTime() - newest.activatesAt.getTime() >= maxAgeMs;
}
