import { Form, Link } from 'react-router';
import type { OrderPageQuery } from '../../../generated/operations/order-page.ts';
import type { ReorderMutation } from '../../../generated/operations/reorder.ts';
import { type Language, nameIn, useLanguage } from '../../messages/language.ts';
import { refusalReasonIn } from '../../messages/refusal.ts';
import { moment } from '../../parts/times.ts';
import styles from './acts.module.css';
import { cancelWords, isForShop } from './cancel-rule.ts';
import { mayAskForReturn, returnWords } from './returns/return-rule.ts';
import { useOrderMessages } from './use-order-messages.ts';

type ShownOrder = NonNullable<OrderPageQuery['order']>;
type LeftOut = Extract<ReorderMutation['reorder'], { __typename: 'ReorderSuccess' }>['leftOut'];

/** What may be done with the order now, and why not what may not. */
export function Acts({
  order,
  as,
  defectOnly,
}: {
  readonly order: ShownOrder;
  readonly as: 'visitor' | 'reader';
  readonly defectOnly: string;
}) {
  const { language } = useLanguage();
  const t = useOrderMessages();
  const looker = { mayCancel: order.allowedActions.includes('CANCEL'), as };
  const words = cancelWords(t, order.status, looker);
  return (
    <>
      {order.reorderable && (
        <Form method="post" className={styles.act}>
          <button type="submit" className="button quiet" name="intent" value="reorder">
            {t.reorder}
          </button>
        </Form>
      )}
      <GivingBack order={order} defectOnly={defectOnly} />
      {words !== undefined && (
        <section aria-labelledby="cancelling" className={styles.cancelling}>
          <h2 id="cancelling">{t.cancelling}</h2>
          <p>{words}</p>
          {isForShop(looker, order.status) && (
            <p className={styles.act}>
              <Link to={`/${language}/law`}>{t.contact}</Link>
            </p>
          )}
          {looker.mayCancel && (
            <Form method="post" className={styles.act}>
              <input type="hidden" name="version" value={order.version} />
              <button type="submit" className="button quiet" name="intent" value="cancel">
                {t.cancel}
              </button>
            </Form>
          )}
        </section>
      )}
    </>
  );
}

/** Until when it may be given back and for what, or what became of it. */
function GivingBack({ order, defectOnly }: { readonly order: ShownOrder; readonly defectOnly: string }) {
  const { language } = useLanguage();
  const t = useOrderMessages();
  const until = order.returnableUntil ? moment(language, order.returnableUntil) : undefined;
  const words = returnWords(t, order, until);
  if (words === undefined) return null;
  return (
    <section aria-labelledby="returning" className={styles.cancelling}>
      <h2 id="returning">{t.returning.title}</h2>
      <p>{words}</p>
      {defectOnly && <p>{t.returning.perishable(defectOnly)}</p>}
      {mayAskForReturn(order) && (
        <p className={styles.act}>
          <Link className="button quiet" to={`/${language}/orders/${order.id}/return`}>
            {t.returning.ask}
          </Link>
        </p>
      )}
    </section>
  );
}

/** What of an order did not go into the cart, and why. */
export function leftOutIn(language: Language, lines: LeftOut) {
  return lines.map((line) => ({
    name: nameIn(language, line),
    missing: line.ordered - line.inCart,
    why: refusalReasonIn(language, 'LeftOutReason', line.reason),
  }));
}

export function LeftOutLines({ lines }: { readonly lines: ReturnType<typeof leftOutIn> }) {
  const { language, t: shop } = useLanguage();
  const t = useOrderMessages();
  return (
    <section className="told" role="status">
      <h2>{t.leftOut}</h2>
      <ul>
        {lines.map(({ name, missing, why }) => (
          <li key={`${name}/${why}`}>{t.leftOutLine(name, missing, why)}</li>
        ))}
      </ul>
      <p>
        <Link to={`/${language}/cart`}>{shop.cart}</Link>
      </p>
    </section>
  );
}
