/** A word that stands on products: 数量限定. */
export interface LabelRecord {
  /** Stable, in products and filters: `LIMITED`. */
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** Products have it by themselves for so many days after they were added; null of one that staff put on products. */
  readonly newForDays: number | null;
  /** Nobody is shown it any more; products keep it. */
  readonly retired: boolean;
  readonly version: number;
}

/** The labels of a product in the order of the list: those that staff put on it, and those that it has by its age. */
export function labelsOn<L extends Pick<LabelRecord, 'code' | 'newForDays'>>(
  labels: readonly L[],
  product: { readonly createdAt: string; readonly labels: readonly string[] },
  now: Date,
): L[] {
  const ageMs = now.getTime() - Date.parse(product.createdAt);
  return labels.filter(({ code, newForDays }) =>
    newForDays === null ? product.labels.includes(code) : ageMs < newForDays * DAY_MS,
  );
}

/** When the first of the labels is over that a product has by its age now; undefined where time takes none. */
export function firstLabelEnd(
  labels: readonly Pick<LabelRecord, 'newForDays'>[],
  createdAt: string,
  now: Date,
): Date | undefined {
  const ends = labels
    .filter(({ newForDays }) => newForDays !== null)
    .map(({ newForDays }) => Date.parse(createdAt) + newForDays! * DAY_MS)
    .filter((end) => end > now.getTime());
  return ends.length === 0 ? undefined : new Date(Math.min(...ends));
}

const DAY_MS = 24 * 60 * 60 * 1000;
