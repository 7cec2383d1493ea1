import { catalogue } from '../../messages/catalogue.ts';
import type { GoodsMessages } from '../../messages/ja/goods.ts';
import type { Language } from '../../messages/language.ts';

/** For loaders alone, which send what they say as it is written: no browser gets these words. */
export const goodsMessagesIn = catalogue<Language, GoodsMessages>({
  ja: async () => (await import('../../messages/ja/goods.ts')).goodsJa,
  en: async () => (await import('../../messages/en/goods.ts')).goodsEn,
}).read;
