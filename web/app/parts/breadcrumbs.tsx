import { Link, useLocation } from 'react-router';
import { nameIn, useLanguage } from '../messages/language.ts';
import styles from './breadcrumbs.module.css';
import { DataForMachines, useOrigin } from './head/page-head.tsx';
import { breadcrumbData } from './head/structured-data.ts';

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
  const { pathname } = useLocation();
  const last = current === undefined ? path.length - 1 : path.length;
  const origin = useOrigin();
  const places = [
    { name: t.home, url: `${origin}/${language}` },
    ...path.map((crumb) => ({
      name: nameIn(language, crumb),
      url: `${origin}/${language}/departments/${crumb.slug}`,
    })),
    ...(current === undefined ? [] : [{ name: current, url: `${origin}${pathname}` }]),
  ];
  return (
    <nav className={styles.crumbs} aria-label={t.breadcrumbs}>
      <DataForMachines data={breadcrumbData(places)} />
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
