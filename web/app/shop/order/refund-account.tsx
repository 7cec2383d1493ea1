import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { OrderPage } from '../../../generated/operations/order-page.ts';
import { ProvideRefundAccount } from '../../../generated/operations/provide-refund-account.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { moment } from '../../parts/times.ts';
import { buyer } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import checkout from '../checkout/checkout-frame.module.css';
import { refundWithoutAccount } from './asked.tsx';
import { useOrderMessages } from './use-order-messages.ts';

const KINDS = ['ORDINARY', 'CURRENT'] as const;

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  await buyer(context.get(visitor), language, `/orders/${params.id}/refund-account`);
  const { order } = await context.get(graphOfVisit).askWhole(OrderPage, { id: params.id! }, 'order');
  if (!order) throw data(null, { status: 404 });
  const payment = refundWithoutAccount(order);
  if (!payment?.refund) throw redirect(`/${language}/orders/${order.id}`);
  return { id: order.id, number: order.number, paymentId: payment.id, refund: payment.refund };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await buyer(context.get(visitor), language, `/orders/${params.id}/refund-account`);
  const form = await request.formData();
  const text = (field: string) => String(form.get(field) ?? '');
  const { provideRefundAccount } = await context.get(graphOfVisit).ask(ProvideRefundAccount, {
    input: {
      paymentId: text('paymentId'),
      bankCode: text('bankCode'),
      branchCode: text('branchCode'),
      accountType: KINDS.find((kind) => kind === text('accountType')) ?? 'ORDINARY',
      accountNumber: text('accountNumber'),
      holderKana: text('holderKana'),
    },
  });
  if (provideRefundAccount.__typename !== 'ProvideRefundAccountSuccess')
    return refused(language, provideRefundAccount, form);
  return redirect(`/${language}/orders/${params.id}?accountGiven`, 303);
}

export default function RefundAccount() {
  const { id, number, paymentId, refund } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  const until = refund.bankAccountNeededBy ? moment(language, refund.bankAccountNeededBy) : undefined;
  return (
    <div className={checkout.checkout}>
      <PrivateHead title={`${t.giveAccount} | ${t.order(number)}`} />
      <h1>{t.giveAccount}</h1>
      <Told />
      <p>{t.accountNeeded(yen(refund.amountYen), until)}</p>
      {refund.refusalCode && <p className="alert">{t.accountRefused}</p>}
      <Form method="post" className="form">
        <input type="hidden" name="paymentId" value={paymentId} />
        <Digits name="bankCode" digits={4} />
        <Digits name="branchCode" digits={3} />
        <fieldset>
          <legend>{t.accountType}</legend>
          {KINDS.map((kind) => (
            <label key={kind}>
              <input type="radio" name="accountType" value={kind} defaultChecked={kind === 'ORDINARY'} />{' '}
              {t.accountTypes[kind]}
            </label>
          ))}
        </fieldset>
        <Digits name="accountNumber" digits={7} />
        <FormField name="holderKana" label={t.holderKana} required maxLength={48} />
        <button type="submit" className="button">
          {t.giveAccount}
        </button>
      </Form>
      <p>
        <Link to={`/${language}/orders/${id}`}>{t.backToOrder}</Link>
      </p>
    </div>
  );
}

/** Digits of any width: the shop reads them all. */
function Digits({
  name,
  digits,
}: {
  readonly name: 'bankCode' | 'branchCode' | 'accountNumber';
  readonly digits: number;
}) {
  const t = useOrderMessages();
  return (
    <FormField
      name={name}
      label={t[name]}
      inputMode="numeric"
      autoComplete="off"
      required
      minLength={digits}
      maxLength={digits}
    />
  );
}
