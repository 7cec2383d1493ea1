import {
  type ActionFunctionArgs,
  data,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { ChangePassword } from '../../../generated/operations/change-password.ts';
import { EndOtherSessions } from '../../../generated/operations/end-other-sessions.ts';
import { EndSession } from '../../../generated/operations/end-session.ts';
import { MySessions, type MySessionsQuery } from '../../../generated/operations/my-sessions.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { moment } from '../../parts/times.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';

export async function loader({ context, params }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account/security');
  const { me } = await context.get(graphOfVisit).ask(MySessions, {});
  if (!me) throw data(null, { status: 503 });
  return { sessions: me.sessions };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await signedIn(context.get(visitor), language, '/account/security');
  const form = await request.formData();
  const graph = context.get(graphOfVisit);
  const back = (done: string) => redirect(`/${language}/account/security?done=${done}`, 303);
  switch (form.get('intent')) {
    case 'end': {
      const { endSession } = await graph.ask(EndSession, { input: { id: String(form.get('id') ?? '') } });
      return endSession.__typename === 'EndSessionSuccess' ? back('ended') : refused(language, endSession);
    }
    case 'end-others':
      await graph.ask(EndOtherSessions, {});
      return back('ended');
    default: {
      const { changePassword } = await graph.ask(ChangePassword, {
        input: {
          currentPassword: String(form.get('currentPassword') ?? ''),
          newPassword: String(form.get('newPassword') ?? ''),
        },
      });
      return changePassword.__typename === 'ChangePasswordSuccess'
        ? back('changed')
        : refused(language, changePassword, form);
    }
  }
}

export default function Security() {
  const { sessions } = useLoaderData<typeof loader>();
  const t = useAccountMessages();
  return (
    <>
      <PrivateHead title={t.nav.security} />
      <h1>{t.nav.security}</h1>
      <Told done={{ ended: t.sessionEnded, changed: t.passwordChanged }} />
      <section aria-labelledby="sessions">
        <h2 id="sessions">{t.sessions}</h2>
        <ul className={styles.rows}>
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
        {sessions.length > 1 && (
          <Form method="post">
            <button type="submit" className="button quiet" name="intent" value="end-others">
              {t.endOthers}
            </button>
          </Form>
        )}
      </section>
      <NewPassword />
    </>
  );
}

type OpenSession = NonNullable<MySessionsQuery['me']>['sessions'][number];

function SessionRow({ session }: { readonly session: OpenSession }) {
  const { language } = useLanguage();
  const t = useAccountMessages();
  const device = session.device || t.unknownDevice;
  return (
    <li>
      <div>
        {session.isCurrent && <p className={styles.mark}>✓ {t.thisDevice}</p>}
        <p>{device}</p>
        <small>
          {t.lastUsed(moment(language, session.lastUsedAt))}
          <br />
          {t.startedAt(moment(language, session.startedAt))}
        </small>
      </div>
      {!session.isCurrent && (
        <Form method="post">
          <input type="hidden" name="id" value={session.id} />
          <button
            type="submit"
            className="link"
            name="intent"
            value="end"
            aria-label={`${t.endSession}: ${device}`}
          >
            {t.endSession}
          </button>
        </Form>
      )}
    </li>
  );
}

function NewPassword() {
  const t = useAccountMessages();
  return (
    <section aria-labelledby="password">
      <h2 id="password">{t.changePassword}</h2>
      <Form method="post" className="form">
        <FormField
          name="currentPassword"
          label={t.password}
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
        />
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
        <button type="submit" className="button" name="intent" value="password">
          {t.changePassword}
        </button>
      </Form>
    </section>
  );
}
