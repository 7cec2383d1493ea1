import { useLanguage } from '../../messages/language.ts';
import { yen } from '../money.ts';

/** The usual price beside that of a sale, said in words and struck through. */
export function FormerPrice({ priceYen }: { readonly priceYen: number | null }) {
  const { t } = useLanguage();
  return (
    priceYen !== null && (
      <small>
        {t.regularPrice} <s>{yen(priceYen)}</s>
      </small>
    )
  );
}
