import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { ConfirmEmailChange } from '../../../generated/operations/confirm-email-change.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import { refused } from '../member/refused.ts';
import { Told } from '../member/told.tsx';
import { LinkHead } from './link-head.tsx';

/** Opening the link spends nothing: programs that look through mails open links too. */
export function loader({ request }: LoaderFunctionArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const token = String((await request.formData()).get('token') ?? '');
  const { confirmEmailChange: changed } = await context
    .get(graphOfVisit)
    .ask(ConfirmEmailChange, { input: { token } });
  if (changed.__typename !== 'ConfirmEmailChangeSuccess') return refused(language, changed);
  return { changed: changed.email };
}

export default function ConfirmMail() {
  const { token } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { language } = useLanguage();
  const t = useAccountMessages();
  const changed = outcome && 'changed' in outcome ? outcome.changed : undefined;
  return (
    <section className="form-page">
      <LinkHead title={t.confirmMailTitle} />
      <Told />
      {changed !== undefined && (
        <p className="told" role="status">
          {t.confirmMailDone(changed)}
        </p>
      )}
      {outcome && (
        <p>
          <Link to={`/${language}/account/mail`}>{t.nav.mail}</Link>
        </p>
      )}
      {!outcome && (token ? <p>{t.confirmMailBody}</p> : <p className="alert">{t.linkMissing}</p>)}
      {!outcome && token && (
        <Form method="post">
          <input type="hidden" name="token" value={token} />
          <button type="submit" className="button">
            {t.confirmMailNow}
          </button>
        </Form>
      )}
    </section>
  );
}
