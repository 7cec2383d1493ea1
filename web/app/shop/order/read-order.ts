import { data, type LoaderFunctionArgs, redirect } from 'react-router';
import { OrderPage, type OrderPageQuery } from '../../../generated/operations/order-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import type { Language } from '../../messages/language.ts';
import { graphOfReader, orderReader } from '../../session/order-reader.ts';
import { visitor } from '../../session/visitor.ts';

type Context = LoaderFunctionArgs['context'];

/** An order, and as whom it is read: as who is signed in, or as whoever opened its link. */
export interface ReadOrder {
  readonly order: NonNullable<OrderPageQuery['order']>;
  /** Who sold it. */
  readonly shop: OrderPageQuery['shop'];
  readonly as: 'visitor' | 'reader';
}

/** @returns undefined for an order that is unknown, or that nobody here may read */
export async function readOrder(context: Context, id: string): Promise<ReadOrder | undefined> {
  if (await context.get(visitor).person()) {
    const { order, shop } = await context.get(graphOfVisit).askWhole(OrderPage, { id }, 'order');
    if (order) return { order, shop, as: 'visitor' };
  }
  if ((await context.get(orderReader).orderId()) !== id) return undefined;
  const { order, shop } = await context.get(graphOfReader).askWhole(OrderPage, { id }, 'order');
  return order ? { order, shop, as: 'reader' } : undefined;
}

/**
 * The link of a mail becomes a right of this browser, and its token leaves the address: nobody finds it in a history, in a log, or in what
 * a page tells the next one. Throws the way to the order's page, or the answer 404.
 */
export async function followLink(
  context: Context,
  {
    number,
    token,
    language,
  }: { readonly number: string; readonly token: string; readonly language: Language },
): Promise<never> {
  const opened = await context.get(orderReader).open({ number, token });
  if (!opened) throw data(null, { status: 404 });
  throw redirect(`/${language}/orders/${opened.orderId}`, {
    status: 303,
    headers: { 'set-cookie': opened.cookie, 'cache-control': 'no-store' },
  });
}
