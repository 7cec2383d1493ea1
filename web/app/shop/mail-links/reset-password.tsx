import { type ActionFunctionArgs, Form, redirect, useActionData, useLoaderData } from 'react-router';
import { RequestPasswordReset } from '../../../generated/operations/request-password-reset.ts';
import { ResetPassword } from '../../../generated/operations/reset-password.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told, useRefusal } from '../../parts/form/told.tsx';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
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
    return asked.__typename === 'RequestPasswordResetSuccess'
      ? { asked: email }
      : refused(language, asked, form);
  }
  const { resetPassword } = await graph.ask(ResetPassword, {
    input: { token, newPassword: String(form.get('newPassword') ?? '') },
  });
  if (resetPassword.__typename !== 'ResetPasswordSuccess') return refused(language, resetPassword, form);
  // All sessions have ended, that of this browser too.
  const cookie = await context.get(visitor).signOut();
  return redirect(`/${language}/sign-in?reset`, { status: 303, headers: { 'set-cookie': cookie } });
}

export default function Reset() {
  const { token } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const t = useAccountMessages();
  const refusal = useRefusal();
  const asked = outcome && 'asked' in outcome ? outcome.asked : undefined;
  // What is wrong with the password is said beside it; else the link itself cannot be used any more.
  const isOver = token !== '' && refusal !== undefined && !refusal.wrong?.length;
  return (
    <section className="form-page">
      <LinkHead title={t.resetTitle} />
      <Told />
      {asked !== undefined && (
        <p className="told" role="status">
          {t.resetAsked(asked)}
        </p>
      )}
      {asked === undefined && (token && !isOver ? <NewPassword /> : <AskForLink isOver={isOver} />)}
    </section>
  );
}

/** @param isOver of the link that the visitor came with: what is asked for then belongs to no link */
function AskForLink({ isOver }: { readonly isOver: boolean }) {
  const { language } = useLanguage();
  const t = useAccountMessages();
  return (
    <>
      <p>{isOver ? t.linkOver : t.resetAskBody}</p>
      <Form method="post" action={`/${language}/reset`} className="form">
        <FormField
          name="email"
          label={t.email}
          type="email"
          autoComplete="username"
          required
          maxLength={254}
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
  const t = useAccountMessages();
  return (
    <>
      <p>{t.resetSetBody}</p>
      <Form method="post" className="form">
        <input type="hidden" name="token" value={token} />
        <FormField
          name="newPassword"
          label={t.newPassword}
          hint={t.passwordHelp}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
        />
        <button type="submit" className="button">
          {t.resetSet}
        </button>
      </Form>
    </>
  );
}
