import { catalogue } from './catalogue.ts';
import type { GoodsMessages } from './ja/goods.ts';
import type { Language } from './language.ts';

/** For loaders alone, which send what they say as it is written: no browser gets these words. */
export const goodsMessagesIn = catalogue<Language, GoodsMessages>({
  ja: async () => (await import('./ja/goods.ts')).goodsJa,
  en: async () => (await import('./en/goods.ts')).goodsEn,
}).read;
