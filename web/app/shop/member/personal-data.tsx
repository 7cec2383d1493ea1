import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { DeleteAccount } from '../../../generated/operations/delete-account.ts';
import { LeavingAccount } from '../../../generated/operations/leaving-account.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { figure } from '../../parts/figure.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';
import { leavingOf } from './leaving.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account/data');
  return leavingOf((await context.get(graphOfVisit).ask(LeavingAccount, {})).me);
}

/** Erases the account: only with its password, and the box ticked. */
export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const visit = context.get(visitor);
  await signedIn(visit, language, '/account/data');
  const form = await request.formData();
  if (form.get('confirmed') !== 'yes') throw data(null, { status: 400 });
  const { deleteAccount } = await context
    .get(graphOfVisit)
    .ask(DeleteAccount, { input: { password: String(form.get('password') ?? '') } });
  if (deleteAccount.__typename !== 'DeleteAccountSuccess') return refused(language, deleteAccount);
  const cookie = await visit.signOut();
  return redirect(`/${language}/sign-in?deleted`, { status: 303, headers: { 'set-cookie': cookie } });
}

export default function PersonalData() {
  const { language } = useLanguage();
  const t = useAccountMessages();
  return (
    <>
      <PrivateHead title={t.nav.data} />
      <h1>{t.nav.data}</h1>
      <Told />
      <section aria-labelledby="export">
        <h2 id="export">{t.export}</h2>
        <p>{t.exportHelp}</p>
        <p>
          <a className="button quiet" href={`/${language}/account/export`} download>
            {t.download}
          </a>
        </p>
      </section>
      <section aria-labelledby="deletion">
        <h2 id="deletion">{t.deletion}</h2>
        <p>{t.deletionHelp}</p>
        <Consequences />
        <Form method="post" className="form">
          <label className={styles.check}>
            <input type="checkbox" name="confirmed" value="yes" required />
            <span>{t.deletionConfirm}</span>
          </label>
          <FormField
            name="password"
            label={t.password}
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
          />
          <button type="submit" className="button">
            {t.deleteAccount}
          </button>
        </Form>
      </section>
    </>
  );
}

/** What becomes of orders, returns and points, before anybody decides. */
function Consequences() {
  const { underWay, hasReturn, accountNeeded, points } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useAccountMessages();
  return (
    <>
      {points ? <p>{t.deletionPoints(figure(points))}</p> : null}
      <p>{t.deletionOrders}</p>
      {underWay.length > 0 && (
        <>
          <p>{t.deletionUnderWay}</p>
          <ul>
            {underWay.map(({ id, number }) => (
              <li key={id}>
                <Link to={`/${language}/orders/${id}`}>{number}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {hasReturn && <p>{t.deletionReturns}</p>}
      {accountNeeded.length > 0 && (
        <div className="told">
          <p>{t.deletionRefunds}</p>
          <ul>
            {accountNeeded.map(({ id, number }) => (
              <li key={id}>
                <Link to={`/${language}/orders/${id}/refund-account`}>{number}</Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
