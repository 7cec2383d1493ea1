import type { FoundAnswer } from '../../execution/kept/kept-answers.ts';

/** For whom an answer is, and how long others on the way may keep it. */
export interface Reader {
  /** With a token: nothing on the way, and not their browser either, may answer them without asking. */
  readonly isSignedIn: boolean;
  readonly elsewhereSeconds: number;
}

/** Who is asked in another language, way or name may be answered otherwise. The language is named for every answer. */
export const VARIES_BY = 'accept, accept-encoding, authorization';

/**
 * Headers of a public answer. `max-age` counts from when it was made, as `Age` does, so that others keep it no longer than the
 * setting allows from now on: nobody tells them when it is wrong.
 */
export function freshnessHeaders(
  { kept, from }: FoundAnswer,
  reader: Reader,
  nowMs: number,
): Record<string, string> {
  const ageMs = Math.max(0, nowMs - kept.atMs);
  const age = Math.floor(ageMs / 1000);
  const left = Math.floor((kept.maxAgeMs - ageMs) / 1000);
  const elsewhere = Math.max(0, Math.min(left, reader.elsewhereSeconds));
  return {
    'cache-control': reader.isSignedIn ? 'private, no-cache' : `public, max-age=${age + elsewhere}`,
    'cache-status': from === 'miss' ? 'depachika; fwd=miss' : `depachika; hit; ttl=${left}`,
    age: String(age),
    ...(from === 'stale' ? { warning: '110 - "Response is Stale"' } : {}),
  };
}

/** @param header `if-none-match` @returns whether it names this tag, weak or strong */
export function isKnownTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => {
    const known = each.trim();
    return known === '*' || known.replace(/^W\//, '') === `"${tag}"`;
  });
}
