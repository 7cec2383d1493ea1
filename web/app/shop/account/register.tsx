import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { CheckoutPerson } from '../../../generated/operations/checkout-person.ts';
import { Register as RegisterMutation } from '../../../generated/operations/register.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { type Language, languageOf, useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { ownAddress } from '../../session/own-address.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from './use-account-messages.ts';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const person = await context.get(visitor).person();
  // Also the page of a form that was refused: whoever signed in elsewhere meanwhile registers no more.
  if (person && !person.isGuest) throw redirect(`/${languageOf(params)}/account`);
  const guest = person ? (await context.get(graphOfVisit).ask(CheckoutPerson, {})).me : null;
  return { guest, to: ownAddress(new URL(request.url).searchParams.get('to'), `/${languageOf(params)}`) };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const text = (field: string) => String(form.get(field) ?? '');
  const { register } = await context.get(graphOfVisit).ask(RegisterMutation, {
    input: {
      email: text('email'),
      name: text('name'),
      password: text('password'),
      language: language === 'ja' ? 'JA' : 'EN',
      userAgent: request.headers.get('user-agent'),
    },
  });
  switch (register.__typename) {
    case 'RegisterSuccess': {
      const cookie = await context.get(visitor).signIn(register.session);
      const to = landing(language, String(form.get('to') ?? ''));
      return redirect(to, { status: 303, headers: { 'set-cookie': cookie } });
    }
    default:
      return refused(language, register, form);
  }
}

/** A new member first reads which mail to look for: on the page they want where it tells that itself, else on the way there. */
function landing(language: Language, asked: string): string {
  const home = `/${language}`;
  const to = ownAddress(asked, home);
  if (to.endsWith('?registered')) return to;
  return `${home}/account/mail?done=registered${to === home ? '' : `&to=${encodeURIComponent(to)}`}`;
}

export default function Register() {
  const { guest, to } = useLoaderData<typeof loader>();
  const { language, t } = useLanguage();
  const account = useAccountMessages();
  return (
    <section className="form-page">
      <PrivateHead title={account.register} />
      <h1>{account.register}</h1>
      <Form method="post" className="form">
        <Told />
        <input type="hidden" name="to" value={to} />
        <FormField
          name="name"
          label={account.name}
          autoComplete="name"
          required
          maxLength={100}
          defaultValue={guest?.name}
        />
        <FormField
          name="email"
          label={account.email}
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          defaultValue={guest?.contactEmail}
        />
        <FormField
          name="password"
          label={account.passwordToSignIn}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
        />
        <button type="submit" className="button">
          {account.register}
        </button>
      </Form>
      <p>
        {account.haveAccount} <Link to={`/${language}/sign-in?to=${encodeURIComponent(to)}`}>{t.signIn}</Link>
      </p>
    </section>
  );
}
