import { Link } from 'react-router';
import { nameIn, useLanguage } from '../messages/language.ts';
import styles from './breadcrumbs.module.css';

export interface Crumb {
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
}

/** From the entrance down to here. @param current the name of the page itself, when it is below the last category */
export function Breadcrumbs({
  path,
  current,
}: {
  readonly path: readonly Crumb[];
  readonly current?: string;
}) {
  const { language, t } = useLanguage();
  const last = current === undefined ? path.length - 1 : path.length;
  return (
    <nav className={styles.crumbs} aria-label={t.breadcrumbs}>
      <ol>
        <li>
          <Link to={`/${language}`}>{t.home}</Link>
        </li>
        {path.map((crumb, index) => (
          <li key={crumb.slug}>
            {index === last ? (
              <span aria-current="page">{nameIn(language, crumb)}</span>
            ) : (
              <Link to={`/${language}/departments/${crumb.slug}`}>{nameIn(language, crumb)}</Link>
            )}
          </li>
        ))}
        {current !== undefined && (
          <li>
            <span aria-current="page">{current}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}
