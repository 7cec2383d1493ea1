/** One for all, since making one costs more than asking it: see {@link file://./times.ts}. Both languages group alike. */
const GROUPED = new Intl.NumberFormat('en');

/** A whole number as people read it: `1,200`. */
export function figure(value: number): string {
  return GROUPED.format(value);
}
