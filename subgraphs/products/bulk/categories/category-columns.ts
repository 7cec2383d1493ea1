import type { KnownColumns } from '../csv/headings.ts';

/** Of a file of categories: parents before what stands below them. */
export const CATEGORY_COLUMNS: KnownColumns = {
  columns: [
    { name: 'slug', ja: 'URL名' },
    { name: 'name_ja', ja: 'カテゴリー名' },
    { name: 'name_en', ja: 'カテゴリー名（英語）' },
    { name: 'parent', ja: '上位カテゴリー' },
    { name: 'position', ja: '並び順' },
    { name: 'retired', ja: '廃止' },
  ],
  passedOver: [],
  needed: ['slug'],
  together: [],
};
