import { Link } from 'react-router';
import type { OrderPageQuery } from '../../../generated/operations/order-page.ts';
import { useLanguage } from '../../messages/language.ts';
import { yen } from '../../parts/money.ts';
import { moment } from '../../parts/times.ts';
import { useOrderMessages } from './use-order-messages.ts';

type ShownOrder = NonNullable<OrderPageQuery['order']>;

/** A parcel that found nobody at home, and may come at another time. */
export function missedParcel({ shipments }: Pick<ShownOrder, 'shipments'>) {
  return shipments?.find(({ reschedulable }) => reschedulable);
}

/** A payment that cannot go back before somebody says where to. */
export function refundWithoutAccount({ payments }: Pick<ShownOrder, 'payments'>) {
  return payments?.find(
    ({ refund }) => refund?.status === 'NEEDS_BANK_ACCOUNT' || refund?.status === 'FAILED',
  );
}

/** What the shop waits for, beside the payment: a time for a parcel that came back, an account for money that goes back. */
export function Asked({ order }: { readonly order: ShownOrder }) {
  const { language } = useLanguage();
  const t = useOrderMessages();
  const refund = refundWithoutAccount(order)?.refund;
  return (
    <>
      {missedParcel(order) && (
        <p className="told">
          {t.missed}{' '}
          <Link className="button" to={`/${language}/orders/${order.id}/slot`}>
            {t.anotherSlot}
          </Link>
        </p>
      )}
      {refund && (
        <p className="told">
          {t.accountNeeded(
            yen(refund.amountYen),
            refund.bankAccountNeededBy ? moment(language, refund.bankAccountNeededBy) : undefined,
          )}{' '}
          <Link className="button" to={`/${language}/orders/${order.id}/refund-account`}>
            {t.giveAccount}
          </Link>
        </p>
      )}
    </>
  );
}
