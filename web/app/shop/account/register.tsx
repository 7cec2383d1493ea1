import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { CheckoutPerson } from '../../../generated/operations/checkout-person.ts';
import { Register as RegisterMutation } from '../../../generated/operations/register.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, messagesIn, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { timeOfDay } from '../../parts/times.ts';
import { ownAddress } from '../../session/own-address.ts';
import { visitor } from '../../session/visitor.ts';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const isGuest = (await context.get(visitor).person())?.isGuest;
  const guest = isGuest ? (await context.get(graphOfVisit).ask(CheckoutPerson, {})).me : null;
  return { guest, to: ownAddress(new URL(request.url).searchParams.get('to'), `/${languageOf(params)}`) };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const t = await messagesIn(language);
  const form = await request.formData();
  const given = { email: String(form.get('email') ?? ''), name: String(form.get('name') ?? '') };
  const { register } = await context.get(graphOfVisit).ask(RegisterMutation, {
    input: {
      ...given,
      password: String(form.get('password') ?? ''),
      language: language === 'ja' ? 'JA' : 'EN',
      userAgent: request.headers.get('user-agent'),
    },
  });
  switch (register.__typename) {
    case 'RegisterSuccess': {
      const cookie = await context.get(visitor).signIn(register.session);
      const to = ownAddress(String(form.get('to') ?? ''), `/${language}`);
      return redirect(to, { status: 303, headers: { 'set-cookie': cookie } });
    }
    case 'TooManyAttempts':
      return data(
        { ...given, field: undefined, refused: t.waitLogin(timeOfDay(language, register.retryAt)) },
        { status: 429 },
      );
    case 'InvalidInput':
      return data(
        { ...given, field: register.field, refused: refusalIn(language, register) },
        { status: 422 },
      );
  }
}

export default function Register() {
  const { guest, to } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const refused = outcome && 'refused' in outcome ? outcome : undefined;
  const { language, t } = useLanguage();
  const wrong = (field: string) =>
    refused?.field === field ? { 'aria-invalid': true, 'aria-describedby': 'refused' } : {};
  return (
    <section className="form-page">
      <PrivateHead title={t.register} />
      <h1>{t.register}</h1>
      <Form method="post" className="form">
        {refused && (
          <p className="alert" role="alert" id="refused">
            {refused.refused}
          </p>
        )}
        <input type="hidden" name="to" value={to} />
        <label htmlFor="name">{t.name}</label>
        <input
          id="name"
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          defaultValue={refused?.name ?? guest?.name}
          {...wrong('name')}
        />
        <label htmlFor="email">{t.email}</label>
        <input
          id="email"
          type="email"
          name="email"
          autoComplete="username"
          required
          maxLength={254}
          defaultValue={refused?.email ?? guest?.contactEmail}
          {...wrong('email')}
        />
        <label htmlFor="password">{t.password}</label>
        <input
          id="password"
          type="password"
          name="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
          {...wrong('password')}
        />
        <button type="submit" className="button">
          {t.register}
        </button>
      </Form>
      <p>
        {t.haveAccount} <Link to={`/${language}/sign-in?to=${encodeURIComponent(to)}`}>{t.signIn}</Link>
      </p>
    </section>
  );
}
