import { type LoaderFunctionArgs, NavLink, Outlet } from 'react-router';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';

const PAGES = ['profile', 'addresses', 'cards', 'points', 'mail', 'security', 'data'] as const;

/** Only somebody who is signed in comes here. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const path = new URL(request.url).pathname.replace(/\.data$/, '').replace(/^\/(?:ja|en)/, '');
  await signedIn(context.get(visitor), language, path);
  return null;
}

export default function AccountFrame() {
  const { language } = useLanguage();
  const t = useAccountMessages();
  return (
    <div className={styles.account}>
      <meta name="robots" content="noindex" />
      <nav aria-label={t.title} className={styles.pages}>
        <ul>
          {PAGES.map((page) => (
            <li key={page}>
              <NavLink to={`/${language}/account${page === 'profile' ? '' : `/${page}`}`} end>
                {t.nav[page]}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.page}>
        <Outlet />
      </div>
    </div>
  );
}
