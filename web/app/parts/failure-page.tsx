import { Suspense } from 'react';
import { isRouteErrorResponse, Link, useLocation } from 'react-router';
import { useFailureMessages } from '../messages/failures.ts';
import type { FailureMessages } from '../messages/ja/failures.ts';
import { useLanguage } from '../messages/language.ts';
import { isCheckoutEnded } from '../session/checkout-ended.ts';
import { isSessionsAway } from '../session/sessions-away.ts';
import styles from './failure-page.module.css';

interface Failed {
  /** What a page or a loader threw. */
  readonly failure: unknown;
}

/** What a visitor reads in place of a page. */
export function FailurePage({ failure }: Failed) {
  return (
    <Suspense>
      <Notice failure={failure} />
    </Suspense>
  );
}

function Notice({ failure }: Failed) {
  const status = isRouteErrorResponse(failure) ? failure.status : 500;
  const { language, t } = useLanguage();
  const { pathname } = useLocation();
  const words = useFailureMessages();
  const { title, body } = (words && wordsOf(failure, words)) ?? { title: t.brokenTitle, body: t.brokenBody };
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

/** @returns undefined for what has no words of its own */
function wordsOf(failure: unknown, words: FailureMessages): Words | undefined {
  if (isSessionsAway(failure)) return words.sessionsAway;
  if (isCheckoutEnded(failure)) return words.checkoutEnded;
  if (!isRouteErrorResponse(failure)) return undefined;
  switch (failure.status) {
    case 401:
      return words.ended;
    case 404:
      return words.notFound;
    case 422: {
      const { title, body } = words.unusable;
      return { title, body: body(nameOf(failure.data?.field, words)) };
    }
    case 429:
      return words.busy;
    case 503:
      return words.maintenance;
    default:
      return undefined;
  }
}

interface Words {
  readonly title: string;
  readonly body: string;
}

/** @param field as the graph names it: `input.street` @returns how its form calls it; undefined for what no form asks */
function nameOf(field: unknown, { fields }: FailureMessages): string | undefined {
  const name = String(field ?? '')
    .split('.')
    .at(-1)!;
  return Object.hasOwn(fields, name) ? fields[name as keyof typeof fields] : undefined;
}
