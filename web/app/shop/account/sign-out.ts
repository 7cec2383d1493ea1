import { type ActionFunctionArgs, redirect } from 'react-router';
import { languageOf } from '../../messages/language.ts';
import { visitor } from '../../session/visitor.ts';

export async function action({ context, params }: ActionFunctionArgs): Promise<Response> {
  const cookie = await context.get(visitor).signOut();
  return redirect(`/${languageOf(params)}`, { status: 303, headers: { 'set-cookie': cookie } });
}

export function loader({ params }: ActionFunctionArgs): Response {
  return redirect(`/${languageOf(params)}`);
}
