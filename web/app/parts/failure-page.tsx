import { isRouteErrorResponse, Link, useLocation } from 'react-router';
import { useLanguage } from '../messages/language.ts';
import { SESSIONS_AWAY } from '../session/sessions-away.ts';
import styles from './failure-page.module.css';

/** What a visitor reads in place of a page. @param failure what a page or a loader threw */
export function FailurePage({ failure }: { readonly failure: unknown }) {
  const status = isRouteErrorResponse(failure) ? failure.status : 500;
  const { language, t } = useLanguage();
  const { pathname } = useLocation();
  const [title, body] =
    status === 404
      ? [t.notFoundTitle, t.notFoundBody]
      : status === 429
        ? [t.busyTitle, t.busyBody]
        : isRouteErrorResponse(failure) && failure.data?.code === SESSIONS_AWAY
          ? [t.sessionsAwayTitle, t.sessionsAwayBody]
          : [t.brokenTitle, t.brokenBody];
  return (
    <section className={styles.notice}>
      <title>{`${title} | ${t.shop}`}</title>
      <h1>{title}</h1>
      <p>{body}</p>
      <p className={styles.actions}>
        <Link className="button" to={`/${language}`}>
          {t.home}
        </Link>
        {status !== 404 && (
          <a className="button quiet" href={pathname}>
            {t.tryAgain}
          </a>
        )}
      </p>
    </section>
  );
}
