import { randomUUID } from 'node:crypto';
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { MyAccount } from '../../../generated/operations/my-account.ts';
import { OrderPage } from '../../../generated/operations/order-page.ts';
import { RetryPayment } from '../../../generated/operations/retry-payment.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { chosenPayment } from '../../parts/chosen-payment.ts';
import { yen } from '../../parts/money.ts';
import { PaymentForm } from '../../parts/payment-form.tsx';
import { moment } from '../../parts/times.ts';
import { buyer } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import checkout from '../checkout/checkout-frame.module.css';
import { checkoutMessagesIn, useCheckoutMessages } from '../checkout/use-checkout-messages.ts';
import { useOrderMessages } from './use-order-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const { isGuest } = await buyer(context.get(visitor), language, `/orders/${params.id}/pay`);
  const graph = context.get(graphOfVisit);
  const [{ order }, { me }] = await Promise.all([
    graph.askWhole(OrderPage, { id: params.id! }, 'order'),
    // Guests have no saved cards.
    isGuest ? { me: null } : graph.ask(MyAccount, {}),
  ]);
  if (!order) throw data(null, { status: 404 });
  if (!order.allowedActions.includes('RETRY_PAYMENT')) throw redirect(`/${language}/orders/${order.id}`);
  return {
    number: order.number,
    amountDueYen: order.amountDueYen,
    payUntil: order.payUntil,
    offers: order.paymentOffers ?? [],
    cards: me?.paymentMethods ?? [],
    attempt: randomUUID(),
  };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const payment = chosenPayment(form);
  if (!payment) return data({ told: (await checkoutMessagesIn(language)).choosePayment }, { status: 422 });
  const { retryPayment } = await context.get(graphOfVisit).ask(RetryPayment, {
    input: { orderId: params.id!, payment, idempotencyKey: String(form.get('attempt') ?? '') },
  });
  if (retryPayment.__typename === 'RetryPaymentSuccess')
    return redirect(`/${language}/orders/${params.id}`, 303);
  return data({ told: refusalIn(language, retryPayment) }, { status: 422 });
}

export default function PayAgain() {
  const { number, amountDueYen, payUntil, offers, cards, attempt } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const ofOrder = useOrderMessages();
  return (
    <div className={checkout.checkout}>
      <title>{`${t.steps.payment} | ${ofOrder.order(number)}`}</title>
      <meta name="robots" content="noindex" />
      <h1>{ofOrder.payAnotherWay}</h1>
      {outcome && 'told' in outcome && (
        <p className="alert" role="alert">
          {outcome.told}
        </p>
      )}
      <PaymentForm offers={offers} cards={cards} submit={ofOrder.payNow}>
        <p>
          {ofOrder.toPay} <strong className="price">{yen(amountDueYen)}</strong>
          {payUntil && (
            <>
              {' · '}
              {ofOrder.payUntil} {moment(language, payUntil)}
            </>
          )}
        </p>
        <input type="hidden" name="attempt" value={attempt} />
      </PaymentForm>
    </div>
  );
}
