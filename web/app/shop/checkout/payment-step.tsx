import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { MyAccount, type MyAccountQuery } from '../../../generated/operations/my-account.ts';
import { Quote } from '../../../generated/operations/quote.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { chosenPayment } from '../../parts/chosen-payment.ts';
import { PaymentForm } from '../../parts/payment-form.tsx';
import { visitor } from '../../session/visitor.ts';
import { refusedQuote } from './refused-quote.ts';
import { checkoutMessagesIn, useCheckoutMessages } from './use-checkout-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const visit = context.get(visitor);
  const { addressId, slotId, payment, points } = await visit.draft();
  const isGuest = (await visit.person())?.isGuest;
  const graph = context.get(graphOfVisit);
  const [{ quote }, { me }] = await Promise.all([
    graph.ask(Quote, { input: { addressId: addressId!, deliverySlotId: slotId!, points: points ?? 0 } }),
    isGuest ? NOBODY : graph.ask(MyAccount, {}),
  ]);
  if (quote.__typename !== 'Quote')
    throw await refusedQuote({ quote, language, visit: context.get(visitor) });
  return {
    offers: quote.paymentOffers,
    spendablePoints: quote.spendablePoints,
    cards: me?.paymentMethods ?? [],
    chosen: payment,
    points: points ?? 0,
  };
}

/** Guests have neither saved cards nor points. */
const NOBODY: MyAccountQuery = { me: null };

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const payment = chosenPayment(form);
  if (!payment) return data({ told: (await checkoutMessagesIn(language)).choosePayment }, { status: 422 });
  const points = Math.max(0, Math.trunc(Number(form.get('points') ?? 0)) || 0);
  const visit = context.get(visitor);
  await visit.keepDraft({ ...(await visit.draft()), payment, points });
  return redirect(`/${language}/checkout/confirm`, 303);
}

export default function PaymentStep() {
  const { offers, cards, chosen, points, spendablePoints } = useLoaderData<typeof loader>();
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
      <PaymentForm offers={offers} cards={cards} chosen={chosen} submit={t.next}>
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
      </PaymentForm>
    </>
  );
}
