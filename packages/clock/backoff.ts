/** How the pauses between attempts grow. */
export interface Backoff {
  /** The pause after the first failure. */
  readonly firstMs: number;
  /** No pause is longer; default: none is too long, for attempts that are few. */
  readonly longestMs?: number;
  /** Each pause is so many times the one before; default 2. */
  readonly factor?: number;
}

/** The pause after so many failures in a row, 1 or more. */
export function backoffMs(
  { firstMs, longestMs = Number.POSITIVE_INFINITY, factor = 2 }: Backoff,
  failures: number,
): number {
  return Math.min(firstMs * factor ** (failures - 1), longestMs);
}

/** Between which multiples of a duration chance decides. */
export interface Spread {
  readonly least: number;
  readonly most: number;
}

/**
 * The duration times something between `least` and `most`: what began together does not come back together.
 * @param random default `Math.random`; 0 up to 1
 */
export function jittered(
  durationMs: number,
  { least, most }: Spread,
  random: () => number = Math.random,
): number {
  return durationMs * (least + random() * (most - least));
}
