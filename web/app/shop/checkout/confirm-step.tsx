import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { DeliverySlots } from '../../../generated/operations/delivery-slots.ts';
import { PlaceOrder } from '../../../generated/operations/place-order.ts';
import { Quote } from '../../../generated/operations/quote.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { labelIn, languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { useStates } from '../../messages/states.ts';
import { yen } from '../../parts/money.ts';
import { dayOf, moment, timeOfDay } from '../../parts/times.ts';
import { visitor } from '../../session/visitor.ts';
import { refusedQuote } from './refused-quote.ts';
import { checkoutMessagesIn, useCheckoutMessages } from './use-checkout-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const draft = await context.get(visitor).draft();
  const graph = context.get(graphOfVisit);
  const [{ quote }, { me }] = await Promise.all([
    graph.ask(Quote, {
      input: { addressId: draft.addressId!, deliverySlotId: draft.slotId!, points: draft.points ?? 0 },
    }),
    graph.ask(DeliverySlots, { addressId: draft.addressId!, days: 7 }),
  ]);
  if (quote.__typename !== 'Quote')
    throw await refusedQuote({ quote, language, visit: context.get(visitor) });
  const slot = me?.address?.deliverySlots?.find(({ id }) => id === draft.slotId);
  return { quote, slot, payment: draft.payment! };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const t = await checkoutMessagesIn(language);
  const form = await request.formData();
  const visit = context.get(visitor);
  const { key, addressId, slotId, payment, points } = await visit.draft();
  const { placeOrder } = await context.get(graphOfVisit).ask(PlaceOrder, {
    input: {
      idempotencyKey: key,
      addressId: addressId!,
      deliverySlotId: slotId!,
      points: points ?? 0,
      payment: payment!,
      expectedTotalYen: Number(form.get('total')),
    },
  });
  switch (placeOrder.__typename) {
    case 'PlaceOrderSuccess':
      await visit.keepDraft(undefined);
      return redirect(`/${language}/orders/${placeOrder.order.id}?placed`, 303);
    case 'OrderEnded':
      await visit.keepDraft(undefined);
      return redirect(`/${language}/orders/${placeOrder.order.id}`, 303);
    case 'ContactNeeded':
      await visit.keepDraft({ ...(await visit.draft()), contactTold: false });
      return redirect(`/${language}/checkout/contact`, 303);
    case 'PriceChanged':
      return data({ told: t.priceChanged }, { status: 409 });
    case 'CartEmpty':
      return data({ told: t.cartEmpty }, { status: 409 });
    case 'InsufficientStock':
      return data({ told: t.shortage }, { status: 409 });
    case 'SlotNotAvailable':
      return data({ told: t.slotGone }, { status: 409 });
    default:
      return data({ told: refusalIn(language, placeOrder) }, { status: 422 });
  }
}

export default function ConfirmStep() {
  const { quote } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  return (
    <>
      <title>{`${t.steps.confirm} | ${t.title}`}</title>
      <h1>{t.facts}</h1>
      {outcome && 'told' in outcome && (
        <p className="alert" role="alert">
          {outcome.told}
        </p>
      )}
      <Facts />
      <Form method="post" className="place">
        <input type="hidden" name="total" value={quote.totalYen} />
        <button type="submit" className="button">
          {t.placeOrder}
        </button>
        <Link to={`/${language}/checkout/payment`}>{t.back}</Link>
      </Form>
    </>
  );
}

/** The six facts that a shop has to show before an order: quantity, price, when and how to pay, delivery, cancellation, limit. */
function Facts() {
  const { quote, slot, payment } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const states = useStates();
  const away = useLanguage().t.awayProduct;
  return (
    <dl className="facts">
      <dt>{t.items}</dt>
      <dd>
        <ul>
          {quote.lines.map(({ variant, quantity, lineTotalYen }, index) => (
            <li key={variant?.id ?? index}>
              {variant ? `${nameIn(language, variant.product)} ${labelIn(language, variant)}` : away} ×{' '}
              {quantity} <span className="price">{yen(lineTotalYen)}</span>
            </li>
          ))}
        </ul>
      </dd>
      <dt>{t.total}</dt>
      <dd>
        <p>
          {t.deliveryFee}{' '}
          <span className="price">{quote.deliveryFeeYen === 0 ? t.free : yen(quote.deliveryFeeYen)}</span>
        </p>
        {quote.pointsUsed > 0 && (
          <p>
            {t.pointsUsed} <span className="price">−{quote.pointsUsed}</span>
          </p>
        )}
        <p>
          <strong className="price large">{yen(quote.amountDueYen)}</strong>
        </p>
        {quote.taxes.map(({ taxRatePercent, grossYen, taxYen }) => (
          <p key={taxRatePercent}>
            <small>{t.tax(taxRatePercent, yen(grossYen), yen(taxYen))}</small>
          </p>
        ))}
      </dd>
      <dt>{t.howToPay}</dt>
      <dd>
        <p>
          {states.PaymentMethodKind[payment.method]}
          {payment.konbiniChain && ` ${t.chains[payment.konbiniChain]}`}
        </p>
        <p>{t.payWhen[payment.method]}</p>
      </dd>
      <dt>{t.when}</dt>
      <dd>
        {slot &&
          `${dayOf(language, slot.date)} ${t.slotOf(timeOfDay(language, slot.startsAt), timeOfDay(language, slot.endsAt))}`}
      </dd>
      <dt>{t.cancellation}</dt>
      <dd>{t.cancellationBody}</dd>
      <dt>{t.until}</dt>
      <dd>{slot && t.untilBody(moment(language, slot.cutOffAt))}</dd>
    </dl>
  );
}
