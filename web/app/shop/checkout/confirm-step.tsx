import type { ReactNode } from 'react';
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
import { CheckoutPerson } from '../../../generated/operations/checkout-person.ts';
import { DeliverySlots } from '../../../generated/operations/delivery-slots.ts';
import { MyAccount, type MyAccountQuery } from '../../../generated/operations/my-account.ts';
import { PlaceOrder } from '../../../generated/operations/place-order.ts';
import { Quote } from '../../../generated/operations/quote.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { labelIn, languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { useStates } from '../../messages/states.ts';
import { figure } from '../../parts/figure.ts';
import { yen } from '../../parts/money.ts';
import { postalCode } from '../../parts/postal-code.ts';
import { dayOf, moment, timeOfDay } from '../../parts/times.ts';
import type { CheckoutStep } from '../../session/checkout-draft.ts';
import { visitor } from '../../session/visitor.ts';
import { decidePayment } from './payment-choice.ts';
import { refusedQuote } from './refused-quote.ts';
import { checkoutMessagesIn, useCheckoutMessages } from './use-checkout-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const visit = context.get(visitor);
  const { addressId, slotId, cardLabel, ...draft } = await visit.draft();
  const payment = draft.payment!;
  const points = draft.points ?? 0;
  const graph = context.get(graphOfVisit);
  const [{ quote }, { me: place }, { me }, { me: account }] = await Promise.all([
    graph.ask(Quote, { input: { addressId: addressId!, deliverySlotId: slotId!, points } }),
    graph.ask(DeliverySlots, { addressId: addressId!, days: 7 }),
    graph.ask(CheckoutPerson, {}),
    payment.paymentMethodId ? graph.ask(MyAccount, {}) : NO_CARDS,
  ]);
  if (quote.__typename !== 'Quote') throw await refusedQuote({ quote, language, visit });
  const decision = decidePayment({ payment, points }, quote, await checkoutMessagesIn(language));
  // Nothing is shown for the last time that cannot be ordered: the step before says why.
  if (decision.kind === 'refused' || decision.payment.method !== payment.method)
    throw redirect(`/${language}/checkout/payment`);
  return {
    quote,
    slot: place?.address?.deliverySlots?.find(({ id }) => id === slotId),
    address: me?.addresses.find(({ id }) => id === addressId),
    email: me?.contactEmail,
    isGuest: me?.role === 'GUEST',
    payment: { method: payment.method, konbiniChain: payment.konbiniChain },
    card: account?.paymentMethods?.find(({ id }) => id === payment.paymentMethodId)?.label ?? cardLabel,
    payBy: quote.paymentOffers.find(({ method }) => method === payment.method)?.deadlineAt,
  };
}

const NO_CARDS: MyAccountQuery = { me: null };

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

/**
 * What a shop has to show before an order: quantity, price, when and how to pay, delivery, cancellation, limit; and what was
 * entered, each with the way to where it is changed.
 */
function Facts() {
  const { slot } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  return (
    <dl className="facts">
      <Goods />
      <Address />
      <Fact name={t.when} step="slot">
        {slot &&
          `${dayOf(language, slot.date)} ${t.slotOf(timeOfDay(language, slot.startsAt), timeOfDay(language, slot.endsAt))}`}
      </Fact>
      <Payment />
      <dt>{t.cancellation}</dt>
      <dd>{t.cancellationBody}</dd>
      <dt>{t.until}</dt>
      <dd>{slot && t.untilBody(moment(language, slot.cutOffAt))}</dd>
    </dl>
  );
}

function Fact(props: {
  readonly name: string;
  /** Where it is changed: a step, or a page of the shop. */
  readonly step: CheckoutStep | '/cart' | '/account/mail';
  readonly children: ReactNode;
}) {
  const { name, step, children } = props;
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const to = step.startsWith('/') ? `/${language}${step}` : `/${language}/checkout/${step}`;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {children}
        <p>
          <Link to={to} aria-label={`${t.change}: ${name}`}>
            {t.change}
          </Link>
        </p>
      </dd>
    </>
  );
}

function Goods() {
  const { quote } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  return (
    <>
      <Fact name={t.items} step="/cart">
        <ul>
          {quote.lines.map(({ variant, quantity, lineTotalYen }, index) => (
            <li key={variant?.id ?? index}>
              {variant ? `${nameIn(language, variant.product)} ${labelIn(language, variant)}` : t.awayProduct}{' '}
              × {quantity} <span className="price">{yen(lineTotalYen)}</span>
            </li>
          ))}
        </ul>
      </Fact>
      <dt>{t.total}</dt>
      <dd>
        <p>
          {t.deliveryFee}{' '}
          <span className="price">{quote.deliveryFeeYen === 0 ? t.free : yen(quote.deliveryFeeYen)}</span>
        </p>
        {quote.pointsUsed > 0 && (
          <p>
            {t.pointsUsed} <span className="price">−{figure(quote.pointsUsed)}</span>
          </p>
        )}
        <p>
          <strong className="price large">{yen(quote.amountDueYen)}</strong>
        </p>
        {quote.pointsEarned > 0 && <p>{t.pointsEarned(figure(quote.pointsEarned))}</p>}
        {quote.taxes.map(({ taxRatePercent, grossYen, taxYen }) => (
          <p key={taxRatePercent}>
            <small>{t.tax(taxRatePercent, yen(grossYen), yen(taxYen))}</small>
          </p>
        ))}
      </dd>
    </>
  );
}

/** Who gets it and where, and where mails about the order go. */
function Address() {
  const { address, email, isGuest } = useLoaderData<typeof loader>();
  const t = useCheckoutMessages();
  return (
    <>
      <Fact name={t.steps.address} step="address">
        {address && (
          <>
            <p>{address.recipientName}</p>
            <p>
              〒{postalCode(address.postalCode)} {address.prefecture}
              {address.municipality}
              {address.street} {address.building}
            </p>
            <p>
              {t.phone} {address.phone}
            </p>
          </>
        )}
      </Fact>
      <Fact name={t.contact} step={isGuest ? 'contact' : '/account/mail'}>
        <p>{email}</p>
      </Fact>
    </>
  );
}

function Payment() {
  const { payment, card, payBy } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const states = useStates();
  return (
    <Fact name={t.howToPay} step="payment">
      <p>
        {states.PaymentMethodKind[payment.method]}
        {payment.konbiniChain && ` ${t.chains[payment.konbiniChain]}`}
        {card && ` ${card}`}
      </p>
      <p>
        {payment.method === 'KONBINI' && payBy
          ? t.konbiniUntil(moment(language, payBy))
          : t.payWhen[payment.method]}
      </p>
    </Fact>
  );
}
