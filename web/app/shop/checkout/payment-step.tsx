import {
  type ActionFunctionArgs,
  data,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { MyAccount } from '../../../generated/operations/my-account.ts';
import type { KonbiniChain, PaymentMethodKind } from '../../../generated/operations/place-order.ts';
import { Quote } from '../../../generated/operations/quote.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { moment } from '../../parts/times.ts';
import type { ChosenPayment } from '../../session/checkout-draft.ts';
import { visitor } from '../../session/visitor.ts';
import { refusedQuote } from './refused-quote.ts';
import { checkoutMessagesIn, useCheckoutMessages } from './use-checkout-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const { addressId, slotId, payment, points } = await context.get(visitor).draft();
  const graph = context.get(graphOfVisit);
  const [{ quote }, { me }] = await Promise.all([
    graph.ask(Quote, { input: { addressId: addressId!, deliverySlotId: slotId!, points: points ?? 0 } }),
    graph.ask(MyAccount, {}),
  ]);
  if (quote.__typename !== 'Quote')
    throw await refusedQuote({ quote, language, visit: context.get(visitor) });
  return {
    offers: quote.paymentOffers,
    spendablePoints: quote.spendablePoints,
    cards: me?.paymentMethods ?? [],
    payment,
    points: points ?? 0,
  };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const payment = chosenPayment(form);
  if (!payment) return data({ told: checkoutMessagesIn(language).choosePayment }, { status: 422 });
  const points = Math.max(0, Math.trunc(Number(form.get('points') ?? 0)) || 0);
  const visit = context.get(visitor);
  const draft = await visit.draft();
  await visit.keepDraft({ ...draft, payment, points });
  return redirect(`/${language}/checkout/confirm`, 303);
}

const CHAINS = [
  'SEVEN_ELEVEN',
  'FAMILY_MART',
  'LAWSON',
  'MINISTOP',
  'SEICOMART',
] as const satisfies readonly KonbiniChain[];

/** @param form `way` holds a method, and for a card which */
function chosenPayment(form: FormData): ChosenPayment | undefined {
  const [method, paymentMethodId] = String(form.get('way') ?? '').split('/');
  switch (method as PaymentMethodKind) {
    case 'CARD':
      return paymentMethodId ? { method: 'CARD', paymentMethodId } : undefined;
    case 'KONBINI': {
      const chain = CHAINS.find((each) => each === form.get('chain'));
      return chain && { method: 'KONBINI', konbiniChain: chain };
    }
    case 'CASH_ON_DELIVERY':
    case 'POINTS':
      return { method: method as PaymentMethodKind };
    default:
      return undefined;
  }
}

export default function PaymentStep() {
  const { points, spendablePoints } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const t = useCheckoutMessages();
  return (
    <>
      <title>{`${t.steps.payment} | ${t.title}`}</title>
      <h1>{t.steps.payment}</h1>
      {outcome && 'told' in outcome && (
        <p className="alert" role="alert">
          {outcome.told}
        </p>
      )}
      <Form method="post" className="choice">
        <Ways />
        {spendablePoints > 0 && (
          <p className="amount">
            <label htmlFor="points">{t.points}</label>
            <input
              id="points"
              type="number"
              name="points"
              inputMode="numeric"
              min="0"
              max={spendablePoints}
              defaultValue={points}
            />
            <small>{t.pointsLeft(spendablePoints)}</small>
          </p>
        )}
        <button type="submit" className="button">
          {t.next}
        </button>
      </Form>
    </>
  );
}

function Ways() {
  const { offers, cards, payment } = useLoaderData<typeof loader>();
  const t = useCheckoutMessages();
  const { language } = useLanguage();
  return (
    <fieldset className="variants">
      <legend className="unseen">{t.steps.payment}</legend>
      {offers.map(({ method, offered, explanation, deadlineAt }) => {
        if (method === 'CARD' && offered)
          return cards
            .filter(({ expired }) => !expired)
            .map((card) => (
              <Way key={card.id} value={`CARD/${card.id}`} isChosen={payment?.paymentMethodId === card.id}>
                {`${t.methods.CARD} ${card.label}`}
              </Way>
            ));
        const note =
          method === 'CARD' && offered
            ? t.noCard
            : offered
              ? deadlineAt && t.payBy(moment(language, deadlineAt))
              : explanation;
        return (
          <Way
            key={method}
            value={method}
            isChosen={payment?.method === method}
            isOffered={offered}
            note={note}
          >
            {t.methods[method]}
          </Way>
        );
      })}
      {offers.some(({ method, offered }) => method === 'KONBINI' && offered) && (
        <p className="amount">
          <label htmlFor="chain">{t.chain}</label>
          <select id="chain" name="chain" defaultValue={payment?.konbiniChain}>
            {CHAINS.map((chain) => (
              <option key={chain} value={chain}>
                {t.chains[chain]}
              </option>
            ))}
          </select>
        </p>
      )}
    </fieldset>
  );
}

function Way(props: {
  readonly value: string;
  readonly isChosen: boolean;
  readonly isOffered?: boolean;
  readonly note?: string | null | undefined;
  readonly children: string;
}) {
  const { value, isChosen, isOffered = true, note, children } = props;
  return (
    <label className="variant">
      <input
        type="radio"
        name="way"
        value={value}
        required
        disabled={!isOffered}
        defaultChecked={isChosen && isOffered}
      />
      <span className="label">{children}</span>
      {note && <span className="stock unknown">{note}</span>}
    </label>
  );
}
