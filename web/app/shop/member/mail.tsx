import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
  useSearchParams,
} from 'react-router';
import { ChangeEmail } from '../../../generated/operations/change-email.ts';
import { MyAccount } from '../../../generated/operations/my-account.ts';
import { RequestEmailVerification } from '../../../generated/operations/request-email-verification.ts';
import { UpdateProfile } from '../../../generated/operations/update-profile.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { ownAddress } from '../../session/own-address.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';

export async function loader({ context, params }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account/mail');
  const { me } = await context.get(graphOfVisit).ask(MyAccount, {});
  if (!me) throw data(null, { status: 503 });
  const { email, emailVerifiedAt, language, version } = me;
  return { email, isVerified: emailVerifiedAt !== null, mailLanguage: language, version };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await signedIn(context.get(visitor), language, '/account/mail');
  const form = await request.formData();
  const graph = context.get(graphOfVisit);
  const back = (done: string) => redirect(`/${language}/account/mail?done=${done}`, 303);
  switch (form.get('intent')) {
    case 'verify': {
      const { requestEmailVerification: asked } = await graph.ask(RequestEmailVerification, {});
      return asked.__typename === 'RequestEmailVerificationSuccess' ? back('sent') : refused(language, asked);
    }
    case 'change': {
      const { changeEmail } = await graph.ask(ChangeEmail, {
        input: { newEmail: String(form.get('newEmail') ?? ''), password: String(form.get('password') ?? '') },
      });
      return changeEmail.__typename === 'ChangeEmailSuccess'
        ? back('linked')
        : refused(language, changeEmail, form);
    }
    default: {
      const { updateProfile } = await graph.ask(UpdateProfile, {
        input: {
          expectedVersion: Number(form.get('version')),
          language: form.get('language') === 'EN' ? 'EN' : 'JA',
        },
      });
      return updateProfile.__typename === 'UpdateProfileSuccess'
        ? back('saved')
        : refused(language, updateProfile);
    }
  }
}

export default function Mail() {
  const { email, isVerified } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const { language } = useLanguage();
  const t = useAccountMessages();
  return (
    <>
      <PrivateHead title={t.nav.mail} />
      <h1>{t.nav.mail}</h1>
      <Told
        done={{
          saved: t.saved,
          sent: t.mailSent(email),
          linked: t.changeEmailHelp,
          registered: t.registered(email),
        }}
      />
      {search.get('done') === 'registered' && (
        <p>
          <Link className="button" to={ownAddress(search.get('to'), `/${language}`)}>
            {t.goOn}
          </Link>
        </p>
      )}
      <section aria-labelledby="address">
        <h2 id="address">{t.email}</h2>
        <p>{email}</p>
        {isVerified ? (
          <p className={styles.mark}>✓ {t.verified}</p>
        ) : (
          <Form method="post">
            <p>{t.unverified}</p>
            <button type="submit" className="button quiet" name="intent" value="verify">
              {t.sendAgain}
            </button>
          </Form>
        )}
      </section>
      <MailLanguage />
      <section aria-labelledby="change">
        <h2 id="change">{t.changeEmail}</h2>
        <p>{t.changeEmailHelp}</p>
        <Form method="post" className="form">
          <FormField
            name="newEmail"
            label={t.newEmail}
            type="email"
            autoComplete="email"
            required
            maxLength={254}
          />
          <FormField
            name="password"
            label={t.password}
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
          />
          <button type="submit" className="button" name="intent" value="change">
            {t.sendLink}
          </button>
        </Form>
      </section>
    </>
  );
}

function MailLanguage() {
  const { mailLanguage, version } = useLoaderData<typeof loader>();
  const t = useAccountMessages();
  return (
    <section aria-labelledby="language">
      <h2 id="language">{t.mailLanguage}</h2>
      <p>{t.mailLanguageHelp}</p>
      <Form method="post" className="form" key={version}>
        <input type="hidden" name="version" value={version} />
        {(['JA', 'EN'] as const).map((each) => (
          <label key={each} className={styles.check}>
            <input type="radio" name="language" value={each} defaultChecked={each === mailLanguage} />
            <span lang={each.toLowerCase()}>{t.languages[each]}</span>
          </label>
        ))}
        <button type="submit" className="button quiet" name="intent" value="language">
          {t.save}
        </button>
      </Form>
    </section>
  );
}
