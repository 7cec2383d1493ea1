import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from 'react-router';
import { PostalCode } from '../../../generated/operations/postal-code.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { rememberedPlace } from '../../session/delivery-place.ts';
import { originOf } from '../../session/shop-origin.ts';

/** Longer ones are no postal code, and are not asked after. */
const LONGEST_CODE = 20;

/** Remembers a postal code for the product's page, and goes back there. */
export async function action({ context, params, request }: ActionFunctionArgs): Promise<Response> {
  const page = pageOf(params);
  const code = String((await request.formData()).get('postalCode') ?? '').slice(0, LONGEST_CODE);
  const { postalCode } = await context.get(graphOfVisit).ask(PostalCode, { code });
  if (!postalCode) return redirect(`${page}?place=unknown#delivery`, 303);
  const cookie = rememberedPlace(postalCode.code, originOf(context, request));
  return redirect(`${page}#delivery`, { status: 303, headers: { 'set-cookie': cookie } });
}

export function loader({ params }: LoaderFunctionArgs): Response {
  return redirect(pageOf(params));
}

function pageOf(params: ActionFunctionArgs['params']): string {
  return `/${languageOf(params)}/products/${encodeURIComponent(params.slug ?? '')}`;
}
