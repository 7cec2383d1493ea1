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
import { OrderPage } from '../../../../generated/operations/order-page.ts';
import { RequestReturn } from '../../../../generated/operations/request-return.ts';
import { graphOfVisit } from '../../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../../messages/language.ts';
import { FormArea } from '../../../parts/form/field.tsx';
import { refused } from '../../../parts/form/refused.ts';
import { Told, useRefusal } from '../../../parts/form/told.tsx';
import { PrivateHead } from '../../../parts/head/page-head.tsx';
import { yen } from '../../../parts/money.ts';
import { moment } from '../../../parts/times.ts';
import { buyer } from '../../../session/signed-in.ts';
import { visitor } from '../../../session/visitor.ts';
import checkout from '../../checkout/checkout-frame.module.css';
import styles from '../../member/account-frame.module.css';
import { useOrderMessages } from '../use-order-messages.ts';
import { defectOnlyLines, namesOf } from './defect-only.ts';
import { mayAskForReturn } from './return-rule.ts';
import { useReturnMessages } from './use-return-messages.ts';

/** Why it comes back, by what the form calls it. */
const CAUSES = ['defect', 'choice'] as const;
type Cause = (typeof CAUSES)[number];

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  await buyer(context.get(visitor), language, `/orders/${params.id}/return`);
  const { order } = await context.get(graphOfVisit).askWhole(OrderPage, { id: params.id! }, 'order');
  if (!order) throw data(null, { status: 404 });
  if (!mayAskForReturn(order)) throw redirect(`/${language}/orders/${order.id}`);
  const { id, number, lines, returnableUntil } = order;
  const defectOnly = await defectOnlyLines(context.get(graphOfVisit), order.id);
  const shown = lines.map(({ id, nameJa, nameEn, quantity, lineTotalYen, variant }) => ({
    ...{ id, nameJa, nameEn, imageUrl: variant?.product.imageUrl },
    ...{ quantity, lineTotalYen, isDefectOnly: defectOnly.includes(id) },
  }));
  return { id, number, lines: shown, returnableUntil, defectOnly: namesOf(language, lines, defectOnly) };
}

/** Nothing is asked of the graph before the customer has read once more what they ask for. */
export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await buyer(context.get(visitor), language, `/orders/${params.id}/return`);
  const form = await request.formData();
  const reason = String(form.get('reason') ?? '');
  const cause: Cause = form.get('cause') === 'defect' ? 'defect' : 'choice';
  const intent = form.get('intent');
  const graph = context.get(graphOfVisit);
  const refusal = { __typename: 'ReturnNotPossible', reason: 'PERISHABLE' } as const;
  if (cause === 'choice' && intent === 'check' && (await defectOnlyLines(graph, params.id!)).length > 0)
    return refused(language, refusal, form);
  if (intent !== 'send') return { reason, cause, isRead: intent === 'check' };
  const { requestReturn } = await graph.ask(RequestReturn, {
    input: { orderId: params.id!, reason, defective: cause === 'defect' },
  });
  if (requestReturn.__typename !== 'RequestReturnSuccess') return refused(language, requestReturn, form);
  return redirect(`/${language}/orders/${params.id}?returnAsked`, 303);
}

export default function AskReturn() {
  const { id, number, lines, returnableUntil, defectOnly } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { language } = useLanguage();
  const order = useOrderMessages();
  const t = useReturnMessages();
  const wish = outcome && 'isRead' in outcome ? outcome : undefined;
  return (
    <div className={checkout.checkout}>
      <PrivateHead title={`${order.returning.ask} | ${order.order(number)}`} />
      <h1>{wish?.isRead ? t.check : order.returning.ask}</h1>
      <Told />
      <p>{t.whole}</p>
      {returnableUntil && <p>{order.returning.possible(moment(language, returnableUntil))}</p>}
      {defectOnly && <p className="told">{order.returning.perishable(defectOnly)}</p>}
      <ul className="lines">
        {lines.map((line) => (
          <li key={line.id} className="line">
            <img className="picture" src={line.imageUrl} alt="" width="96" height="96" />
            <div>
              <h2 className="name">{nameIn(language, line)}</h2>
              <p>× {line.quantity}</p>
              {line.isDefectOnly && <p className="maker">{t.defectOnly}</p>}
            </div>
            <p className="price">{yen(line.lineTotalYen)}</p>
          </li>
        ))}
      </ul>
      {wish?.isRead ? <ReadOnceMore {...wish} /> : <Reason {...wish} isForDefect={defectOnly !== ''} />}
      <p>
        <Link to={`/${language}/orders/${id}`}>{order.backToOrder}</Link>
      </p>
    </div>
  );
}

function Reason({
  reason,
  cause,
  isForDefect,
}: {
  readonly reason?: string;
  readonly cause?: Cause;
  /** A change of mind is no reason here. */
  readonly isForDefect: boolean;
}) {
  const t = useReturnMessages();
  const chosen = useRefusal()?.typed?.cause ?? cause;
  return (
    <Form method="post" className="form">
      <fieldset>
        <legend>{t.cause}</legend>
        {CAUSES.map((each) => (
          <label key={each} className={styles.check}>
            <input
              type="radio"
              name="cause"
              value={each}
              defaultChecked={each === chosen}
              disabled={isForDefect && each === 'choice'}
              required
            />
            <span>{t.causes[each]}</span>
          </label>
        ))}
      </fieldset>
      <FormArea
        name="reason"
        label={t.reason}
        hint={t.reasonHint}
        defaultValue={reason}
        rows={5}
        maxLength={500}
        required
      />
      <button type="submit" className="button" name="intent" value="check">
        {t.check}
      </button>
    </Form>
  );
}

/** What is asked for, before it is. */
function ReadOnceMore({ reason, cause }: { readonly reason: string; readonly cause: Cause }) {
  const t = useReturnMessages();
  return (
    <Form method="post" className="form">
      <input type="hidden" name="reason" value={reason} />
      <input type="hidden" name="cause" value={cause} />
      <dl className="facts">
        <dt>{t.cause}</dt>
        <dd>{t.causes[cause]}</dd>
        <dt>{t.reason}</dt>
        <dd className="typed">{reason}</dd>
      </dl>
      <p>{t.next}</p>
      <button type="submit" className="button" name="intent" value="send">
        {t.send}
      </button>
      <button type="submit" className="button quiet" name="intent" value="write">
        {t.write}
      </button>
    </Form>
  );
}
