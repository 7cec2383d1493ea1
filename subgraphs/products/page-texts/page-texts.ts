/** What search engines show of a page; an empty one is made from the page's own words. */
export interface PageTexts {
  readonly titleJa: string;
  readonly titleEn: string;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
  /** 0 as long as nobody has written any. */
  readonly version: number;
}

export const NO_PAGE_TEXTS: PageTexts = {
  ...{ titleJa: '', titleEn: '', descriptionJa: '', descriptionEn: '' },
  version: 0,
};
