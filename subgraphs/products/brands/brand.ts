/** A maker or counter whose things the shop sells. */
export interface BrandRecord {
  readonly id: string;
  readonly slug: string;
  readonly nameJa: string;
  /** Empty where nobody wrote it, as the texts below. */
  readonly nameEn: string;
  readonly nameKana: string;
  /** Markdown. */
  readonly descriptionJa: string;
  readonly descriptionEn: string;
  readonly version: number;
}
