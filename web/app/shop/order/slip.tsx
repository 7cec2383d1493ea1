import { data, Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { moment } from '../../parts/times.ts';
import { buyer } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useCheckoutMessages } from '../checkout/use-checkout-messages.ts';
import { PrintButton } from './print-button.tsx';
import { readOrder } from './read-order.ts';
import styles from './slip.module.css';
import { useOrderMessages } from './use-order-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  const read = await readOrder(context, params.id!);
  if (!read) await buyer(context.get(visitor), languageOf(params), `/orders/${params.id}/slip`);
  if (!read) throw data(null, { status: 404 });
  const { order } = read;
  if (!order.payments) throw data(null, { status: 503 });
  const slip = order.payments.at(-1)?.slip;
  if (!slip) throw data(null, { status: 404 });
  const isOpen = !slip.paid && order.status === 'AWAITING_PAYMENT';
  // A code that nobody may pay by any more does not reach the browser.
  return { orderId: order.id, number: order.number, slip: isOpen ? slip : undefined };
}

/** What to show at the register of a convenience store: on a telephone, or on paper. */
export default function Slip() {
  const { orderId, number, slip } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  const { chains } = useCheckoutMessages();
  return (
    <article className={styles.slip}>
      <PrivateHead title={t.slipTitle} />
      <h1>{t.slipTitle}</h1>
      {!slip && (
        <p className="alert" role="alert">
          {t.slipOver}
        </p>
      )}
      {slip && (
        <section className={styles.paper}>
          <h2>{chains[slip.chain]}</h2>
          <p>{t.slipFor(number)}</p>
          <dl>
            <dt>{t.paymentCode}</dt>
            <dd className={styles.code}>{slip.paymentCode}</dd>
            {slip.confirmationNumber && (
              <>
                <dt>{t.confirmationNumber}</dt>
                <dd className={styles.code}>{slip.confirmationNumber}</dd>
              </>
            )}
            <dt>{t.toPay}</dt>
            <dd className="price large">{yen(slip.amountYen)}</dd>
            <dt>{t.payUntil}</dt>
            <dd>
              <strong>{moment(language, slip.deadlineAt)}</strong>
            </dd>
          </dl>
          <p>{t.slipHow[slip.chain]}</p>
        </section>
      )}
      <p className={styles.acts}>
        {slip && <PrintButton />}
        <Link to={`/${language}/orders/${orderId}`}>{t.backToOrder}</Link>
      </p>
    </article>
  );
}
