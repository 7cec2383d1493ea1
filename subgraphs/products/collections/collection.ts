/** Products that belong together for a page: chosen by hand, or all that a rule finds. */
export interface CollectionRecord {
  readonly id: string;
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** Markdown. */
  readonly descriptionJa: string;
  readonly descriptionEn: string;
  /** Null: its products were chosen by hand. */
  readonly rule: CollectionRule | null;
  /** RFC 3339, UTC; null: it has no beginning, or no end. */
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  /** Staff took it out of the shop, whatever its dates are. */
  readonly retired: boolean;
  readonly version: number;
}

/** A product must be all of this. */
export interface CollectionRule {
  /** In this category or below. */
  readonly categoryId?: string | undefined;
  readonly brandId?: string | undefined;
  /** Has each of them. */
  readonly labels?: readonly string[] | undefined;
  /** The cheapest variant costs so much. */
  readonly minPriceYen?: number | undefined;
  readonly maxPriceYen?: number | undefined;
}

/** Whether guests see it at this moment: from its start on, until just before its end, unless it is retired. */
export function isActive(
  {
    startsAt,
    endsAt,
    retired = false,
  }: Pick<CollectionRecord, 'startsAt' | 'endsAt'> & {
    readonly retired?: boolean;
  },
  now: Date,
): boolean {
  if (retired) return false;
  const hasBegun = startsAt === null || Date.parse(startsAt) <= now.getTime();
  return hasBegun && (endsAt === null || now.getTime() < Date.parse(endsAt));
}

/** Most products that are chosen by hand. */
export const MAX_CHOSEN = 500;
