import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
  useSearchParams,
} from 'react-router';
import { Login } from '../../../generated/operations/login.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused, refusedFor } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { ownAddress } from '../../session/own-address.ts';
import { visitor } from '../../session/visitor.ts';
import { bringCart } from '../guest/bring-cart.ts';
import styles from '../member/account-frame.module.css';
import { useAccountMessages } from './use-account-messages.ts';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const home = `/${languageOf(params)}`;
  const wanted = new URL(request.url).searchParams.get('to');
  const person = await context.get(visitor).person();
  if (person && !person.isGuest) throw redirect(ownAddress(wanted, `${home}/account`));
  return { to: ownAddress(wanted, home) };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const { login } = await context.get(graphOfVisit).ask(Login, {
    input: {
      email: String(form.get('email') ?? ''),
      password: String(form.get('password') ?? ''),
      staySignedIn: form.get('stay') === 'yes',
      userAgent: request.headers.get('user-agent'),
    },
  });
  switch (login.__typename) {
    case 'LoginSuccess': {
      const visit = context.get(visitor);
      const cookie = await visit.signIn(login.session);
      const wanted = ownAddress(String(form.get('to') ?? ''), `/${language}`);
      const isChanged = login.fromGuest && (await bringCart(context.get(graphOfVisit), visit));
      const to = isChanged ? `/${language}/cart` : wanted;
      return redirect(to, { status: 303, headers: { 'set-cookie': cookie } });
    }
    case 'TooManyAttempts':
      return refused(language, login, form);
    case 'AccountDisabled':
      return refusedFor(refusalIn(language, login), { status: 403, form });
    default:
      return refusedFor(refusalIn(language, { __typename: 'InvalidCredentials' }), { form });
  }
}

export default function SignIn() {
  const { to } = useLoaderData<typeof loader>();
  const { language, t } = useLanguage();
  const account = useAccountMessages();
  const [search] = useSearchParams();
  const done = search.has('reset') ? account.resetDone : search.has('deleted') ? account.deleted : undefined;
  return (
    <section className="form-page">
      <PrivateHead title={t.signIn} />
      <h1>{t.signIn}</h1>
      {done && (
        <p className="told" role="status">
          {done}
        </p>
      )}
      <Form method="post" className="form">
        <Told />
        <input type="hidden" name="to" value={to} />
        <FormField
          name="email"
          label={account.email}
          type="email"
          autoComplete="username"
          required
          maxLength={254}
        />
        <FormField
          name="password"
          label={account.passwordToSignIn}
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
        />
        <label className={styles.check}>
          <input type="checkbox" name="stay" value="yes" />
          <span>{account.staySignedIn}</span>
        </label>
        <button type="submit" className="button">
          {t.signIn}
        </button>
      </Form>
      <p>
        <Link to={`/${language}/reset`}>{account.forgot}</Link>
      </p>
      <p>
        {account.newHere}{' '}
        <Link to={`/${language}/register?to=${encodeURIComponent(to)}`}>{account.register}</Link>
      </p>
    </section>
  );
}
