import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  redirect,
  useFetcher,
  useLoaderData,
} from 'react-router';
import { MyAccount, type MyAccountQuery } from '../../../generated/operations/my-account.ts';
import { Quote } from '../../../generated/operations/quote.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { type Language, languageOf, useLanguage } from '../../messages/language.ts';
import { chosenPayment } from '../../parts/chosen-payment.ts';
import { figure } from '../../parts/figure.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refusedFor } from '../../parts/form/refused.ts';
import { Refused, useRefusal } from '../../parts/form/told.tsx';
import { PaymentForm } from '../../parts/payment-form.tsx';
import { visitor } from '../../session/visitor.ts';
import { decidePayment, pointsIn } from './payment-choice.ts';
import { refusedQuote } from './refused-quote.ts';
import { Sum } from './sum.tsx';
import { checkoutMessagesIn, useCheckoutMessages } from './use-checkout-messages.ts';

/** `?points=<n>` asks which ways are open when so many are used. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const visit = context.get(visitor);
  const draft = await visit.draft();
  const isGuest = (await visit.person())?.isGuest;
  const graph = context.get(graphOfVisit);
  const asked = new URL(request.url).searchParams.get('points');
  const points = (asked === null ? draft.points : pointsIn(asked)) ?? 0;
  const [quote, { me }] = await Promise.all([
    quoteWith(points, { context, language }),
    isGuest ? NOBODY : graph.ask(MyAccount, {}),
  ]);
  const { payment } = draft;
  const decision = payment && decidePayment({ payment, points }, quote, await checkoutMessagesIn(language));
  return {
    // Guests have no points to pay all with.
    offers: quote.paymentOffers.filter(({ method }) => !(isGuest && method === 'POINTS')),
    spendablePoints: Math.min(quote.spendablePoints, quote.totalYen),
    cards: me?.paymentMethods ?? [],
    chosen: payment,
    points: quote.pointsUsed,
    deliveryFeeYen: quote.deliveryFeeYen,
    amountDueYen: quote.amountDueYen,
    // What was chosen before, and can be no more.
    wrong: decision?.kind === 'refused' ? decision.wrong : undefined,
  };
}

/** Guests have neither saved cards nor points. */
const NOBODY: MyAccountQuery = { me: null };

/** Throws the way to where it is chosen anew what cannot be had. */
async function quoteWith(
  points: number,
  { context, language }: Pick<LoaderFunctionArgs, 'context'> & { readonly language: Language },
) {
  const visit = context.get(visitor);
  const { addressId, slotId } = await visit.draft();
  const { quote } = await context.get(graphOfVisit).ask(Quote, {
    input: { addressId: addressId!, deliverySlotId: slotId!, points: Math.min(points, MOST_POINTS) },
  });
  if (quote.__typename !== 'Quote') throw await refusedQuote({ quote, language, visit });
  return quote;
}

/** So many are asked after at most: the graph takes no more. */
const MOST_POINTS = 100_000_000;

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const points = pointsIn(String(form.get('points') ?? ''));
  const quote = await quoteWith(points ?? 0, { context, language });
  const t = await checkoutMessagesIn(language);
  const asked = { payment: chosenPayment(form), points };
  const decision = decidePayment(asked, quote, t);
  if (decision.kind === 'refused') {
    // Good for one use: the browser keeps none.
    form.delete('cardToken');
    return refusedFor(t.checkPayment, { wrong: [decision.wrong], form });
  }
  const visit = context.get(visitor);
  const { payment } = decision;
  const cardLabel = payment.cardToken
    ? String(form.get('cardLabel') ?? '').slice(0, LONGEST_LABEL)
    : undefined;
  await visit.keepDraft({ ...(await visit.draft()), payment, points: decision.points, cardLabel });
  return redirect(`/${language}/checkout/confirm`, 303);
}

/** Of a card's label, in UTF-16 units. */
const LONGEST_LABEL = 60;

export default function PaymentStep() {
  const { cards, chosen, points, spendablePoints, wrong, ...loaded } = useLoaderData<typeof loader>();
  const withPoints = useFetcher<typeof loader>();
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const refusal = useRefusal() ?? (wrong && { refused: t.checkPayment, wrong: [wrong] });
  return (
    <>
      <title>{`${t.steps.payment} | ${t.title}`}</title>
      <h1>{t.steps.payment}</h1>
      {refusal && <Refused {...refusal} />}
      <PaymentForm
        offers={withPoints.data?.offers ?? loaded.offers}
        cards={cards}
        chosen={chosen}
        submit={t.next}
      >
        <Sum {...(withPoints.data ?? loaded)} />
        {spendablePoints > 0 && (
          <div className="amount">
            <FormField
              name="points"
              label={t.points}
              hint={t.pointsLeft(figure(spendablePoints))}
              type="number"
              inputMode="numeric"
              min="0"
              max={spendablePoints}
              defaultValue={points}
              onBlur={({ target }) =>
                withPoints.load(`/${language}/checkout/payment?points=${encodeURIComponent(target.value)}`)
              }
            />
          </div>
        )}
      </PaymentForm>
    </>
  );
}
