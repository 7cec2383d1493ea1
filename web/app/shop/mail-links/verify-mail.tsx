import { type ActionFunctionArgs, Link, useActionData, useLoaderData } from 'react-router';
import { VerifyEmail } from '../../../generated/operations/verify-email.ts';
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
  const { verifyEmail } = await context.get(graphOfVisit).ask(VerifyEmail, { input: { token } });
  if (verifyEmail.__typename !== 'VerifyEmailSuccess') return refused(language, verifyEmail);
  return { verified: verifyEmail.email };
}

export default function VerifyMail() {
  const { token } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { language } = useLanguage();
  const t = useAccountMessages();
  if (outcome && 'verified' in outcome)
    return (
      <section className="form-page">
        <LinkHead title={t.verifyTitle} />
        <p className="told" role="status">
          {t.verifyDone(outcome.verified)}
        </p>
        <p>
          <Link className="button" to={`/${language}`}>
            {t.toTop}
          </Link>
        </p>
      </section>
    );
  return (
    <section className="form-page">
      <LinkHead title={t.verifyTitle} />
      <Told />
      {outcome && (
        <p>
          <Link to={`/${language}/account/mail`}>{t.askAgain}</Link>
        </p>
      )}
      {!outcome && <LinkForm token={token} says={t.verifyBody} does={t.verifyNow} />}
    </section>
  );
}
