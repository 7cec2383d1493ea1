import { type LoaderFunctionArgs, redirect } from 'react-router';
import { preferredLanguage } from '../../messages/language.ts';

/** `/` is the shop in the language that the browser would rather read. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return redirect(`/${preferredLanguage(request.headers.get('accept-language'))}`, {
    headers: { vary: 'Accept-Language' },
  });
}
