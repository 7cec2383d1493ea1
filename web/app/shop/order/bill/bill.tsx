import { Link } from 'react-router';
import { nameIn, useLanguage } from '../../../messages/language.ts';
import { useStates } from '../../../messages/states.ts';
import { figure } from '../../../parts/figure.ts';
import { yen } from '../../../parts/money.ts';
import { postalCode } from '../../../parts/postal-code.ts';
import { dayOf, timeOfDay } from '../../../parts/times.ts';
import type { ReadOrder } from '../read-order.ts';
import { useOrderMessages } from '../use-order-messages.ts';
import { paymentWords, sumWords } from './amount-words.ts';

type ShownOrder = ReadOrder['order'];

/** What was bought, what it costs with the tax in it, and where it goes. */
export function Bill({ order }: { readonly order: ShownOrder }) {
  const t = useOrderMessages();
  return (
    <section aria-labelledby="items">
      <h2 id="items">{t.items}</h2>
      <Lines lines={order.lines} />
      <dl className="facts">
        <Sum order={order} />
        <Payment order={order} />
        <Delivery order={order} />
      </dl>
    </section>
  );
}

/** Those of the reduced rate carry the mark that an invoice explains. */
function Lines({ lines }: Pick<ShownOrder, 'lines'>) {
  const { language } = useLanguage();
  const t = useOrderMessages();
  const isReduced = ({ taxRatePercent }: ShownOrder['lines'][number]) => taxRatePercent === 8;
  return (
    <>
      <ul className="lines">
        {lines.map((line) => (
          <li key={line.id} className="line">
            <img className="picture" src={line.variant?.product.imageUrl} alt="" width="96" height="96" />
            <div>
              <h3 className="name">
                {line.variant ? (
                  <Link to={`/${language}/products/${line.variant.product.id}`}>
                    {nameIn(language, line)}
                  </Link>
                ) : (
                  nameIn(language, line)
                )}
                {isReduced(line) && ' ※'}
              </h3>
              <p>
                {yen(line.unitPriceYen)} × {line.quantity}
              </p>
            </div>
            <p className="price">{yen(line.lineTotalYen)}</p>
          </li>
        ))}
      </ul>
      {lines.some(isReduced) && <p className="maker">{t.reducedRate}</p>}
    </>
  );
}

function Sum({ order }: { readonly order: ShownOrder }) {
  const t = useOrderMessages();
  return (
    <>
      <dt>{t.deliveryFee}</dt>
      <dd className="price">{yen(order.deliveryFeeYen)}</dd>
      {order.pointsUsed > 0 && (
        <>
          <dt>{t.pointsUsed}</dt>
          <dd className="price">−{figure(order.pointsUsed)}</dd>
        </>
      )}
      <dt>{sumWords(t, order)}</dt>
      <dd>
        <p className="price large">{yen(order.amountDueYen)}</p>
        {order.taxes.map(({ taxRatePercent, grossYen, taxYen }) => (
          <p key={taxRatePercent}>
            <small>{t.tax(taxRatePercent, yen(grossYen), yen(taxYen))}</small>
          </p>
        ))}
      </dd>
    </>
  );
}

function Payment({ order }: { readonly order: ShownOrder }) {
  const t = useOrderMessages();
  const states = useStates();
  const refund = order.payments?.at(-1)?.refund;
  return (
    <>
      <dt>{t.payment}</dt>
      <dd>
        {states.PaymentMethodKind[order.paymentMethod]}
        <br />
        {paymentWords(t, order)}
        {refund && (
          <>
            <br />
            {t.refund} {yen(refund.amountYen)} ({states.RefundStatus[refund.status]})
          </>
        )}
      </dd>
    </>
  );
}

function Delivery({ order }: { readonly order: ShownOrder }) {
  const { language } = useLanguage();
  const t = useOrderMessages();
  const { shippingAddress: to, deliveryWindow: at } = order;
  return (
    <>
      <dt>{t.deliverTo}</dt>
      <dd>
        {to.recipientName}
        <br />〒{postalCode(to.postalCode)} {to.prefecture}
        {to.municipality}
        {to.street} {to.building}
      </dd>
      <dt>{t.deliverAt}</dt>
      <dd>
        {dayOf(language, at.date)} {timeOfDay(language, at.startsAt)}–{timeOfDay(language, at.endsAt)}
      </dd>
    </>
  );
}
