import { type ActionFunctionArgs, Link, useActionData, useLoaderData } from 'react-router';
import { ConfirmEmailChange } from '../../../generated/operations/confirm-email-change.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { useAccountMessages } from '../account/use-account-messages.ts';
import { LinkForm, sentToken, tokenOfLink } from './link-form.tsx';
import { LinkHead } from './link-head.tsx';

export const loader = tokenOfLink;

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const token = await sentToken(request);
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
      {!outcome && <LinkForm token={token} says={t.confirmMailBody} does={t.confirmMailNow} />}
    </section>
  );
}
