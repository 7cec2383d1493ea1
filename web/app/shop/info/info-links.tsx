import { Link } from 'react-router';
import { useLanguage } from '../../messages/language.ts';
import styles from './info-links.module.css';
import { INFO_PAGES, type InfoPage } from './info-pages.ts';

/** The way to the pages about the shop, at the end of every page. */
export function InfoLinks() {
  const { language, t } = useLanguage();
  const names: Readonly<Record<InfoPage, string>> = {
    guide: t.footer.guide,
    delivery: t.footer.fees,
    law: t.footer.law,
    privacy: t.footer.privacy,
  };
  return (
    <nav aria-label={t.info} className={styles.links}>
      <ul>
        {INFO_PAGES.map((page) => (
          <li key={page}>
            <Link to={`/${language}/${page}`}>{names[page]}</Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
