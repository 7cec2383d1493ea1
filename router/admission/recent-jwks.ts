import type { JSONWebKeySet } from 'jose';

/** Keys that are older are read again when somebody shows a token: who rotates them waits no longer than this. */
const FRESH_MS = 2_000;

/** One question in two seconds at most; while there is no answer, the last one stands. Rejects when there never was one. */
export function recentJwks(
  read: () => Promise<JSONWebKeySet>,
  nowMs: () => number = () => performance.now(),
): () => Promise<JSONWebKeySet> {
  let known: JSONWebKeySet | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<JSONWebKeySet> | undefined;

  return async () => {
    if (known && nowMs() - readAtMs < FRESH_MS) return known;
    reading ??= readNow().finally(() => (reading = undefined));
    return reading;
  };

  async function readNow(): Promise<JSONWebKeySet> {
    try {
      known = await read();
    } catch (error) {
      if (!known) throw error;
    }
    readAtMs = nowMs();
    return known;
  }
}
