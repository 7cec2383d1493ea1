import { useLanguage } from '../../messages/language.ts';
import { orderEn } from '../../messages/order-en.ts';
import { type OrderMessages, orderJa } from '../../messages/order-ja.ts';

export function useOrderMessages(): OrderMessages {
  return useLanguage().language === 'ja' ? orderJa : orderEn;
}
