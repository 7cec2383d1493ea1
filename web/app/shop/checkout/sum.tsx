import { yen } from '../../parts/money.ts';
import { useCheckoutMessages } from './use-checkout-messages.ts';

/** What the order comes to as it is chosen so far. @param amountDueYen null while it is not known */
export function Sum(props: { readonly deliveryFeeYen: number; readonly amountDueYen: number | null }) {
  const { deliveryFeeYen, amountDueYen } = props;
  const t = useCheckoutMessages();
  return (
    <p aria-live="polite">
      {t.deliveryFee} {deliveryFeeYen === 0 ? t.free : yen(deliveryFeeYen)}
      {amountDueYen !== null && (
        <>
          {' · '}
          {t.total} <strong className="price">{yen(amountDueYen)}</strong>
        </>
      )}
    </p>
  );
}
