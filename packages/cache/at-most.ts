/**
 * What tells an LRU cache how many entries it may have, so that it takes memory for those it has. Given as `max`, the
 * same number would have it take room for all of them when it is made: 2 MB for 50,000.
 */
export function atMost(entries: number): {
  readonly maxSize: number;
  readonly sizeCalculation: () => number;
} {
  return { maxSize: entries, sizeCalculation: one };
}

const one = () => 1;
