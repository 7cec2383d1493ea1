/** A word that stands on products: 数量限定. */
export interface LabelRecord {
  /** Stable, in products and filters: `LIMITED`. */
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** Products have it by themselves for so many days after they were added; null of one that staff put on products. */
  readonly newForDays: number | null;
  readonly version: number;
}

/** The labels of a product in the order of the list: those that staff put on it, and those that it has by its age. */
export function labelsOn(
  labels: readonly LabelRecord[],
  product: { readonly createdAt: string; readonly labels: readonly string[] },
  now: Date,
): LabelRecord[] {
  const ageMs = now.getTime() - Date.parse(product.createdAt);
  return labels.filter(({ code, newForDays }) =>
    newForDays === null ? product.labels.includes(code) : ageMs < newForDays * DAY_MS,
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;
