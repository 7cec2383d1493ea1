import type { JSONWebKeySet } from 'jose';

/** Older keys are read again when somebody shows a token: after a rotation, routers lag behind by this at most. */
const FRESH_MS = 2_000;

/** Reads the keys once in two seconds at most. While reading fails, the last set stands; rejects when there never was one. */
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
