import { data, Link, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import { MyOrders } from '../../../generated/operations/my-orders.ts';
import { OrderByNumber } from '../../../generated/operations/order-by-number.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { orderJa } from '../../messages/order-ja.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { Pager } from '../../parts/pager.tsx';
import { moment } from '../../parts/times.ts';
import { buyer } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { FindOrders } from './find-orders.tsx';
import { useOrderMessages } from './use-order-messages.ts';

const STATES = Object.keys(orderJa.status) as (keyof typeof orderJa.status)[];

/** `?status=` shows those alone; `?number=` leads to the order of that number. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  await buyer(context.get(visitor), language, '/orders');
  const graph = context.get(graphOfVisit);
  const { searchParams } = new URL(request.url);
  const number = searchParams.get('number')?.trim().toUpperCase();
  if (number) {
    const { order } = await graph.ask(OrderByNumber, { number });
    if (order) throw redirect(`/${language}/orders/${order.id}`);
  }
  const status = STATES.find((each) => each === searchParams.get('status'));
  const { me } = await graph.ask(MyOrders, { first: 20, after: searchParams.get('after'), status });
  if (!me) throw data(null, { status: 503 });
  return { orders: me.orders, missing: number || undefined, status };
}

export default function Orders() {
  const { orders, missing, status } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  return (
    <>
      <PrivateHead title={t.orders} />
      <h1>{t.orders}</h1>
      <FindOrders />
      {missing && (
        <p className="alert" role="alert">
          {t.noSuchNumber(missing)}
        </p>
      )}
      {!orders && <AwayPart />}
      {orders?.nodes.length === 0 && <p className="empty">{status ? t.noneInState : t.none}</p>}
      {orders && orders.nodes.length > 0 && (
        <ul className="lines">
          {orders.nodes.map((order) => (
            <li key={order.id} className="line">
              <img
                className="picture"
                src={order.lines[0]?.variant?.product.imageUrl}
                alt=""
                width="96"
                height="96"
              />
              <div>
                <h2 className="name">
                  <Link to={`/${language}/orders/${order.id}`}>{t.order(order.number)}</Link>
                </h2>
                <p>{t.status[order.status]}</p>
                <p>
                  {order.lines.map((line) => nameIn(language, line)).join(language === 'ja' ? '、' : ', ')}
                </p>
                <p className="maker">{moment(language, order.placedAt)}</p>
              </div>
              <p className="price">{yen(order.totalYen)}</p>
            </li>
          ))}
        </ul>
      )}
      <Pager endCursor={orders?.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null} />
    </>
  );
}
