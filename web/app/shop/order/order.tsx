import {
  type ActionFunctionArgs,
  type ClientLoaderFunctionArgs,
  data,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useSearchParams,
} from 'react-router';
import { CancelOrder } from '../../../generated/operations/cancel-order.ts';
import { CheckoutPerson } from '../../../generated/operations/checkout-person.ts';
import { Reorder } from '../../../generated/operations/reorder.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { useStates } from '../../messages/states.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { moment } from '../../parts/times.ts';
import { nearestLandmark } from '../../parts/town/places.ts';
import { TownMap } from '../../parts/town/town-map.tsx';
import { visitor } from '../../session/visitor.ts';
import { eraseData } from '../guest/erase-data.ts';
import { AccountFromOrder, EraseGuestsData } from '../guest/guests-order.tsx';
import { Acts, LeftOutLines, leftOutIn } from './acts.tsx';
import { Asked } from './asked.tsx';
import { declinedWords, sumWords } from './bill/amount-words.ts';
import { Bill } from './bill/bill.tsx';
import { InvoiceHead } from './bill/invoice-head.tsx';
import { useLiveOrder } from './live-order.ts';
import styles from './order.module.css';
import { followLink, readOrder } from './read-order.ts';
import { defectOnlyLines, namesOf } from './returns/defect-only.ts';
import { isOfReturn, mayAskForReturn, stepWords } from './returns/return-rule.ts';
import { type OrderShown, orLastShown, useLastShown } from './shown-order.ts';
import { useOrderMessages } from './use-order-messages.ts';

export async function loader({ context, params, request }: LoaderFunctionArgs): Promise<OrderShown> {
  const language = languageOf(params);
  const id = params.id!;
  const token = new URL(request.url).searchParams.get('token');
  if (token !== null) await followLink(context, { number: id, token, language });
  const read = await readOrder(context, id);
  const person = await context.get(visitor).person();
  if (!read && (!person || person.isGuest))
    throw redirect(`/${language}/sign-in?to=${encodeURIComponent(`/${language}/orders/${id}`)}`);
  if (!read) throw data(null, { status: 404 });
  const isOwnGuest = read.as === 'visitor' && person?.isGuest === true;
  const guest = isOwnGuest ? (await context.get(graphOfVisit).ask(CheckoutPerson, {})).me : null;
  const { lines } = read.order;
  const defectOnly = mayAskForReturn(read.order)
    ? namesOf(language, lines, await defectOnlyLines(context.get(graphOfVisit), read.order.id))
    : '';
  return { ...read, isOld: false, guest, mayErase: isOwnGuest || read.as === 'reader', defectOnly };
}

export function clientLoader({ serverLoader, params }: ClientLoaderFunctionArgs): Promise<OrderShown> {
  return orLastShown(params.id!, () => serverLoader<OrderShown>());
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const graph = context.get(graphOfVisit);
  const orderId = params.id!;
  if (form.get('intent') === 'erase') return eraseData(context, { orderId, language });
  if (form.get('intent') === 'reorder') {
    const { reorder } = await graph.ask(Reorder, { input: { orderId } });
    if (reorder.__typename !== 'ReorderSuccess')
      return data({ refused: refusalIn(language, reorder) }, { status: 422 });
    const leftOut = leftOutIn(language, reorder.leftOut);
    return leftOut.length > 0 ? { leftOut } : redirect(`/${language}/cart`, 303);
  }
  const expectedVersion = Number(form.get('version'));
  const { cancelOrder } = await graph.ask(CancelOrder, { input: { orderId, expectedVersion } });
  if (cancelOrder.__typename === 'CancelOrderSuccess')
    return redirect(`/${language}/orders/${orderId}?cancelled`, 303);
  return data({ refused: refusalIn(language, cancelOrder) }, { status: 409 });
}

export default function Order() {
  const shown = useLoaderData<typeof loader>();
  const { order, shop, isOld, as, guest, mayErase, defectOnly } = shown;
  const [search] = useSearchParams();
  const t = useOrderMessages();
  const states = useStates();
  const outcome = useActionData<typeof action>();
  const connection = useLiveOrder({ id: order.id, version: order.version, isOld, as });
  useLastShown(shown);
  return (
    <article className={styles.order}>
      <PrivateHead title={t.order(order.number)} />
      <InvoiceHead order={order} shop={shop} />
      {DONE.filter((done) => search.has(done) && !isDenied(done, order)).map((done) => (
        <p key={done} className="told" role="status">
          {t[done]}
        </p>
      ))}
      <h1>{t.order(order.number)}</h1>
      <p className="state" role="status" aria-live="polite">
        {t.status[order.status]}
      </p>
      {order.cancelReason && <p>{states.CancelReason[order.cancelReason]}</p>}
      {connection === 'lost' && (
        <p className="told" role="status">
          {t.reconnecting}
        </p>
      )}
      {outcome && 'refused' in outcome && (
        <p className="alert" role="alert">
          {outcome.refused}
        </p>
      )}
      {outcome && 'leftOut' in outcome && <LeftOutLines lines={outcome.leftOut} />}
      <ToPay />
      {as === 'visitor' && <Asked order={order} />}
      <Courier />
      <Progress />
      <Bill order={order} />
      <Acts order={order} as={as} defectOnly={defectOnly} />
      {guest && <AccountFromOrder guest={guest} orderId={order.id} />}
      {mayErase && <EraseGuestsData />}
    </article>
  );
}

/** What a visitor has just done, as the address says. */
const DONE = ['placed', 'cancelled', 'accountGiven', 'returnAsked', 'registered'] as const;

/** Nobody is thanked for an order whose payment did not work, or that has ended. */
function isDenied(done: (typeof DONE)[number], { status, payments }: OrderShown['order']): boolean {
  if (done !== 'placed') return false;
  return status === 'CANCELLED' || status === 'EXPIRED' || payments?.at(-1)?.status === 'FAILED';
}

/** What the customer has to do for it to be paid. */
function ToPay() {
  const { order } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  const payment = order.payments?.at(-1);
  const slip = payment?.slip;
  const action = payment?.nextAction;
  return (
    <>
      {!order.payments && <AwayPart />}
      {slip && !slip.paid && order.status === 'AWAITING_PAYMENT' && (
        <section className={styles.slip} aria-labelledby="slip">
          <h2 id="slip">{t.slip}</h2>
          <dl>
            <dt>{t.paymentCode}</dt>
            <dd className="code">{slip.paymentCode}</dd>
            {slip.confirmationNumber && (
              <>
                <dt>{t.confirmationNumber}</dt>
                <dd className="code">{slip.confirmationNumber}</dd>
              </>
            )}
            <dt>{sumWords(t, order)}</dt>
            <dd className="price large">{yen(slip.amountYen)}</dd>
            <dt>{t.payUntil}</dt>
            <dd>{moment(language, slip.deadlineAt)}</dd>
          </dl>
          <p>
            <Link to={`/${language}/orders/${order.id}/slip`}>{t.openSlip}</Link>
          </p>
        </section>
      )}
      {payment?.status === 'FAILED' && order.status === 'AWAITING_PAYMENT' && (
        <p className="alert">
          {declinedWords(t, payment.failureCode)}{' '}
          {order.payUntil && t.payAgainUntil(moment(language, order.payUntil))}
        </p>
      )}
      {order.allowedActions.includes('RETRY_PAYMENT') && (
        <p>
          <Link className="button" to={`/${language}/orders/${order.id}/pay`}>
            {t.payAnotherWay}
          </Link>
        </p>
      )}
      {action && 'url' in action && order.status === 'AWAITING_PAYMENT' && (
        <p className="told">
          {t.actionNeeded}{' '}
          <a className="button" href={`${action.url}?return=/${language}/orders/${order.id}`}>
            {t.toIssuer}
          </a>
        </p>
      )}
    </>
  );
}

/** Where the parcel is, while somebody carries it. */
function Courier() {
  const { order } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  const place = order.shipments?.findLast(
    ({ status }) => status === 'OUT_FOR_DELIVERY' || status === 'PICKED_UP',
  )?.lastSeen;
  if (!place) return null;
  const where = t.courierAt(nameIn(language, nearestLandmark(place)));
  return (
    <figure>
      <TownMap title={where} courier={place} />
      <figcaption aria-live="polite">{where}</figcaption>
    </figure>
  );
}

function Progress() {
  const { order } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  const states = useStates();
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">{t.progress}</h2>
      <ol className={styles.timeline}>
        {order.history.map((step) => (
          <li key={step.version}>
            <time dateTime={step.occurredAt}>{moment(language, step.occurredAt)}</time>
            <span>{stepWords(t, step)}</span>
            {step.note && isOfReturn(step) && <span className="maker typed">{step.note}</span>}
          </li>
        ))}
      </ol>
      {!order.shipments && <AwayPart />}
      {order.shipments?.map(({ id, trackingNumber, status }) => (
        <p key={id} className="maker">
          {t.trackingNumber} {trackingNumber} ({states.ShipmentStatus[status]})
        </p>
      ))}
    </section>
  );
}
