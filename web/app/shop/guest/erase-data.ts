import { data, type LoaderFunctionArgs, redirect } from 'react-router';
import { EraseGuest } from '../../../generated/operations/erase-guest.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import type { Language } from '../../messages/language.ts';
import { graphOfReader, orderReader } from '../../session/order-reader.ts';
import { visitor } from '../../session/visitor.ts';

/** Erases the guest who visits, or whose order the visitor reads by its link, and lets this browser forget both. */
export async function eraseData(
  context: LoaderFunctionArgs['context'],
  { orderId, language }: { readonly orderId: string; readonly language: Language },
): Promise<Response> {
  const visit = context.get(visitor);
  const reader = context.get(orderReader);
  const isReader = (await reader.orderId()) === orderId;
  const isGuest = (await visit.person())?.isGuest === true;
  if (!isReader && !isGuest) throw data(null, { status: 404 });
  const { eraseGuest } = await context.get(isReader ? graphOfReader : graphOfVisit).ask(EraseGuest, {});
  if (eraseGuest.__typename !== 'EraseGuestSuccess') throw data(null, { status: 409 });
  const headers = new Headers({ location: `/${language}/erased` });
  headers.append('set-cookie', reader.close());
  if (isGuest) headers.append('set-cookie', await visit.signOut());
  return redirect(`/${language}/erased`, { status: 303, headers });
}
