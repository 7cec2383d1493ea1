import { type ActionFunctionArgs, Form, Link, redirect, useActionData, useLoaderData } from 'react-router';
import { RequestPasswordReset } from '../../../generated/operations/request-password-reset.ts';
import { ResetPassword } from '../../../generated/operations/reset-password.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import { refused } from '../member/refused.ts';
import { Told, useRefusal, useWrong } from '../member/told.tsx';
import { tokenOfLink } from './link-form.tsx';
import { LinkHead } from './link-head.tsx';

/** Without a token one asks for the link; with one, one sets another password. */
export const loader = tokenOfLink;

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const graph = context.get(graphOfVisit);
  const token = String(form.get('token') ?? '');
  if (!token) {
    const email = String(form.get('email') ?? '');
    const { requestPasswordReset: asked } = await graph.ask(RequestPasswordReset, { input: { email } });
    // The same words for every address, whether it has an account or not.
    return asked.__typename === 'RequestPasswordResetSuccess' ? { asked: email } : refused(language, asked);
  }
  const { resetPassword } = await graph.ask(ResetPassword, {
    input: { token, newPassword: String(form.get('newPassword') ?? '') },
  });
  if (resetPassword.__typename !== 'ResetPasswordSuccess') return refused(language, resetPassword);
  // All sessions have ended, that of this browser too.
  const cookie = await context.get(visitor).signOut();
  return redirect(`/${language}/sign-in?reset`, { status: 303, headers: { 'set-cookie': cookie } });
}

export default function Reset() {
  const { token } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const t = useAccountMessages();
  const asked = outcome && 'asked' in outcome ? outcome.asked : undefined;
  return (
    <section className="form-page">
      <LinkHead title={t.resetTitle} />
      <Told />
      {asked !== undefined && (
        <p className="told" role="status">
          {t.resetAsked(asked)}
        </p>
      )}
      {asked === undefined && (token ? <NewPassword /> : <AskForLink />)}
    </section>
  );
}

function AskForLink() {
  const t = useAccountMessages();
  const wrong = useWrong();
  return (
    <>
      <p>{t.resetAskBody}</p>
      <Form method="post" className="form">
        <label htmlFor="email">{t.email}</label>
        <input
          id="email"
          type="email"
          name="email"
          autoComplete="username"
          required
          maxLength={254}
          {...wrong('email')}
        />
        <button type="submit" className="button">
          {t.sendLink}
        </button>
      </Form>
    </>
  );
}

function NewPassword() {
  const { token } = useLoaderData<typeof loader>();
  const refusal = useRefusal();
  const { language } = useLanguage();
  const t = useAccountMessages();
  const wrong = useWrong();
  return (
    <>
      <p>{t.resetSetBody}</p>
      <Form method="post" className="form">
        <input type="hidden" name="token" value={token} />
        <label htmlFor="newPassword">{t.newPassword}</label>
        <input
          id="newPassword"
          type="password"
          name="newPassword"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
          aria-describedby="rule"
          {...wrong('newPassword')}
        />
        <small id="rule">{t.passwordHelp}</small>
        <button type="submit" className="button">
          {t.resetSet}
        </button>
      </Form>
      {refusal && !refusal.field && (
        <p>
          <Link to={`/${language}/reset`}>{t.askAgain}</Link>
        </p>
      )}
    </>
  );
}
