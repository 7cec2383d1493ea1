import { Link, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import { MyOrders } from '../../../generated/operations/my-orders.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { yen } from '../../parts/money.ts';
import { Pager } from '../../parts/pager.tsx';
import { moment } from '../../parts/times.ts';
import { visitor } from '../../session/visitor.ts';
import { useOrderMessages } from './use-order-messages.ts';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  if (!(await context.get(visitor).person()))
    throw redirect(`/${language}/sign-in?to=${encodeURIComponent(`/${language}/orders`)}`);
  const after = new URL(request.url).searchParams.get('after');
  const { me } = await context.get(graphOfVisit).ask(MyOrders, { first: 20, after });
  return { orders: me?.orders };
}

export default function Orders() {
  const { orders } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  return (
    <>
      <title>{t.orders}</title>
      <meta name="robots" content="noindex" />
      <h1>{t.orders}</h1>
      {!orders || orders.nodes.length === 0 ? (
        <p className="empty">{t.none}</p>
      ) : (
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
