import { inLanguage, useLanguage } from '../../../messages/language.ts';
import { momentOfYear } from '../../../parts/times.ts';
import type { ReadOrder } from '../read-order.ts';
import { useOrderMessages } from '../use-order-messages.ts';
import { isSold } from './amount-words.ts';
import styles from './invoice-head.module.css';

/**
 * On paper alone: who sold, under which number of the tax office, when, and to whom. With the lines and the taxes of the bill these are
 * the facts of a 適格請求書. What the shop's operator has not told is left out.
 */
export function InvoiceHead({ order, shop }: Pick<ReadOrder, 'order' | 'shop'>) {
  const { language, t: shopWords } = useLanguage();
  const t = useOrderMessages();
  if (!isSold(order)) return null;
  const told = (ja: string | null | undefined, en: string | null | undefined) =>
    inLanguage(language, { ja: ja ?? en ?? '', en: en ?? ja ?? '' });
  const seller = told(shop?.sellerJa, shop?.sellerEn);
  const deliveredAt = order.history.find(({ to }) => to === 'DELIVERED')?.occurredAt;
  return (
    <header className={styles.invoice}>
      <p className={styles.shop}>{told(shop?.nameJa, shop?.nameEn) || shopWords.shop}</p>
      <dl className="facts">
        <Fact name={t.issuedBy} text={seller && `${seller} ${told(shop?.addressJa, shop?.addressEn)}`} />
        <Fact name={t.registrationNumber} text={shop?.invoiceNumber} />
        <Fact name={t.placedAt} text={momentOfYear(language, order.placedAt)} />
        <Fact name={t.boughtAt} text={deliveredAt && momentOfYear(language, deliveredAt)} />
        <Fact name={t.issuedTo} text={order.shippingAddress.recipientName} />
      </dl>
    </header>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string | null | undefined }) {
  if (!text) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
