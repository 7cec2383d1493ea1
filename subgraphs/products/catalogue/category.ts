export interface CategoryRecord {
  readonly id: string;
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly parentId: string | null;
  /** Shape of its products' pictures. */
  readonly picture: string;
  /** Absent in a category that an older version cached, as is the next. */
  readonly version?: number;
  /** Nobody finds it; staff may bring it back. */
  readonly retired?: boolean;
}

/** No tree of a shop is deeper; the limit also ends a circle that should not be there. */
export const MAX_DEPTH = 20;

/** Children of one category; creating one more is refused. */
export const MAX_CHILDREN = 200;
