/**
 * A whole number as people read it: `1,200`. One formatter for all, since making one costs more than asking it: see
 * {@link file://./times.ts}. Both languages group alike.
 */
export const figure: (value: number) => string = new Intl.NumberFormat('en').format;
