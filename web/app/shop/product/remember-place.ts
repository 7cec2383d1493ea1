import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from 'react-router';
import { PostalCode } from '../../../generated/operations/postal-code.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { postalDigits } from '../../parts/postal-code.ts';
import { rememberedPlace } from '../../session/delivery-place.ts';
import { originOf } from '../../session/shop-origin.ts';

/** Remembers a postal code for the product's page, and goes back there. */
export async function action({ context, params, request }: ActionFunctionArgs): Promise<Response> {
  const page = pageOf(params);
  const code = postalDigits(String((await request.formData()).get('postalCode') ?? ''));
  const { postalCode } = code ? await context.get(graphOfVisit).ask(PostalCode, { code }) : NO_PLACE;
  if (!postalCode) return redirect(`${page}?place=unknown#delivery`, 303);
  const cookie = rememberedPlace(postalCode.code, originOf(context, request));
  return redirect(`${page}#delivery`, { status: 303, headers: { 'set-cookie': cookie } });
}

/** What is no postal code is not asked after. */
const NO_PLACE = { postalCode: null };

export function loader({ params }: LoaderFunctionArgs): Response {
  return redirect(pageOf(params));
}

function pageOf(params: ActionFunctionArgs['params']): string {
  return `/${languageOf(params)}/products/${encodeURIComponent(params.slug ?? '')}`;
}
