import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from 'react-router';
import { NoteSearchChoice } from '../../../generated/operations/note-search-choice.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { typedQuery } from './typed-query.ts';

/** Counts, for staff and without persons, that something was opened of what a query found. Nobody waits for it. */
export async function action({ context, request }: ActionFunctionArgs): Promise<Response> {
  const form = await request.formData();
  const query = typedQuery(new URLSearchParams({ q: String(form.get('q') ?? '') }));
  if (query) await context.get(graphOfVisit).ask(NoteSearchChoice, { input: { query } });
  return new Response(null, { status: 204 });
}

export function loader({ params }: LoaderFunctionArgs): Response {
  return redirect(`/${languageOf(params)}/search`);
}
