import { Link, useLocation } from 'react-router';
import { useLanguage } from '../messages/language.ts';
import styles from './failure-page.module.css';

/** What a visitor reads in place of a page. @param status HTTP's */
export function FailurePage({ status }: { readonly status: number }) {
  const { language, t } = useLanguage();
  const { pathname } = useLocation();
  const [title, body] =
    status === 404
      ? [t.notFoundTitle, t.notFoundBody]
      : status === 429
        ? [t.busyTitle, t.busyBody]
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
