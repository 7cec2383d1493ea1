import { isRouteErrorResponse, Link, useLocation } from 'react-router';
import type { Messages } from '../messages/ja.ts';
import { useLanguage } from '../messages/language.ts';
import { isCheckoutEnded } from '../session/checkout-ended.ts';
import { isSessionsAway } from '../session/sessions-away.ts';
import styles from './failure-page.module.css';

/** What a visitor reads in place of a page. @param failure what a page or a loader threw */
export function FailurePage({ failure }: { readonly failure: unknown }) {
  const status = isRouteErrorResponse(failure) ? failure.status : 500;
  const { language, t } = useLanguage();
  const { pathname } = useLocation();
  const [title, body] = wordsOf(failure, t);
  return (
    <section className={styles.notice}>
      <title>{`${title} | ${t.shop}`}</title>
      <h1>{title}</h1>
      <p>{body}</p>
      <p className={styles.actions}>
        {status === 401 ? (
          <Link className="button" to={`/${language}/sign-in?to=${encodeURIComponent(pathname)}`}>
            {t.signIn}
          </Link>
        ) : (
          <Link className="button" to={`/${language}`}>
            {t.home}
          </Link>
        )}
        {status !== 404 && status !== 401 && (
          <a className="button quiet" href={pathname}>
            {t.tryAgain}
          </a>
        )}
      </p>
    </section>
  );
}

function wordsOf(failure: unknown, t: Messages): readonly [title: string, body: string] {
  if (isSessionsAway(failure)) return [t.sessionsAwayTitle, t.sessionsAwayBody];
  if (isCheckoutEnded(failure)) return [t.endedTitle, t.checkoutEndedBody];
  if (!isRouteErrorResponse(failure)) return [t.brokenTitle, t.brokenBody];
  switch (failure.status) {
    case 401:
      return [t.endedTitle, t.endedBody];
    case 404:
      return [t.notFoundTitle, t.notFoundBody];
    case 422:
      return [t.unusableTitle, t.unusableBody(nameOf(failure.data?.field, t))];
    case 429:
      return [t.busyTitle, t.busyBody];
    case 503:
      return [t.maintenanceTitle, t.maintenanceBody];
    default:
      return [t.brokenTitle, t.brokenBody];
  }
}

/** @param field as the graph names it: `input.street` @returns how its form calls it; undefined for what no form asks */
function nameOf(field: unknown, { fieldNames }: Messages): string | undefined {
  const name = String(field ?? '')
    .split('.')
    .at(-1)!;
  return Object.hasOwn(fieldNames, name) ? fieldNames[name as keyof typeof fieldNames] : undefined;
}
