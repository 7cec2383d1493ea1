import { Link, useSearchParams } from 'react-router';
import { useLanguage } from '../messages/language.ts';
import styles from './pager.module.css';

/** Goes on behind what is shown. @param endCursor null at the end of the list */
export function Pager({ endCursor }: { readonly endCursor: string | null }) {
  const { t } = useLanguage();
  const [search] = useSearchParams();
  const isFirst = !search.has('after');
  if (isFirst && !endCursor) return null;
  return (
    <nav className={styles.pager} aria-label={t.more}>
      {!isFirst && <Link to={{ search: without(search, 'after') }}>{t.firstPage}</Link>}
      {endCursor && (
        <Link
          className="button quiet"
          rel="next"
          to={{ search: `?${withValue(search, 'after', endCursor)}` }}
        >
          {t.more}
        </Link>
      )}
    </nav>
  );
}

function withValue(search: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(search);
  next.set(name, value);
  return next.toString();
}

function without(search: URLSearchParams, name: string): string {
  const next = new URLSearchParams(search);
  next.delete(name);
  return next.size > 0 ? `?${next}` : '';
}
