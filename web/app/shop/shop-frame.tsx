import {
  Form,
  Link,
  type LoaderFunctionArgs,
  Outlet,
  type ShouldRevalidateFunction,
  useLocation,
  useRouteError,
  useRouteLoaderData,
} from 'react-router';
import { CartPieces } from '../../generated/operations/cart-pieces.ts';
import { ListCategories } from '../../generated/operations/list-categories.ts';
import { type Graph, graphOfVisit } from '../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../messages/language.ts';
import { FailurePage } from '../parts/failure-page.tsx';
import { isSessionsAway } from '../session/sessions-away.ts';
import { originOf } from '../session/shop-origin.ts';
import { type Visitor, visitor } from '../session/visitor.ts';
import { InfoLinks } from './info/info-links.tsx';
import { SearchField } from './search/search-field.tsx';
import styles from './shop-frame.module.css';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  languageOf(params);
  const graph = context.get(graphOfVisit);
  const { person, isUnknown } = await personIfKnown(context.get(visitor));
  const [{ categories }, pieces] = await Promise.all([
    graph.ask(ListCategories, {}),
    person ? piecesInCart(graph) : undefined,
  ]);
  return {
    departments: (categories ?? []).map(({ slug, nameJa, nameEn }) => ({ slug, nameJa, nameEn })),
    person: person ? { name: person.name, isGuest: person.isGuest } : null,
    isUnknown,
    pieces,
    origin: originOf(context, request),
  };
}

/** @returns undefined for none, and where it is not known: a page does not fail for it */
async function piecesInCart(graph: Graph): Promise<number | undefined> {
  try {
    return (await graph.ask(CartPieces, {})).cart?.pieces || undefined;
  } catch {
    return undefined;
  }
}

/** What is everybody's is shown also while nobody knows who is signed in. */
async function personIfKnown(visit: Visitor) {
  try {
    return { person: await visit.person(), isUnknown: false };
  } catch (error) {
    if (isSessionsAway(error)) return { person: undefined, isUnknown: true };
    throw error;
  }
}

/** Not for a page that reads itself anew: the frame stays as it is, also when the shop cannot be reached. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formMethod, currentUrl, nextUrl, ...rest }) =>
  formMethod !== undefined || currentUrl.href !== nextUrl.href ? rest.defaultShouldRevalidate : false;

export default function ShopFrame() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <Frame>
      <FailurePage failure={error} />
    </Frame>
  );
}

function Frame({ children }: { readonly children: React.ReactNode }) {
  const { t } = useLanguage();
  return (
    <>
      <a className={styles.skip} href="#content">
        {t.skip}
      </a>
      <Header />
      <main id="content" className="page" tabIndex={-1}>
        {children}
      </main>
      <Footer />
    </>
  );
}

type FrameData = Awaited<ReturnType<typeof loader>>;

function useFrame(): FrameData | undefined {
  return useRouteLoaderData<FrameData>('shop/shop-frame');
}

function Header() {
  const { language, t } = useLanguage();
  const frame = useFrame();
  const { pathname, search } = useLocation();
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link className={styles.wordmark} to={`/${language}`}>
          {t.shop}
        </Link>
        <SearchField />
        {frame?.person && <CartLink />}
        <nav className={frame?.person ? styles.known : styles.personal} aria-label={t.account}>
          <a href={`${pathname.replace(/^\/(ja|en)/, `/${other}`)}${search}`} hrefLang={other} lang={other}>
            {t.otherLanguage}
          </a>
          {frame?.person?.isGuest ? (
            <GuestLinks />
          ) : frame?.person ? (
            <Form method="post" action={`/${language}/sign-out`}>
              <Link to={`/${language}/orders`}>{t.orders}</Link>
              <Link className={styles.name} to={`/${language}/account`}>
                {t.welcomeBack(frame.person.name)}
              </Link>
              <button className="link" type="submit">
                {t.signOut}
              </button>
            </Form>
          ) : (
            !frame?.isUnknown && <Link to={`/${language}/sign-in`}>{t.signIn}</Link>
          )}
          {!frame?.person && <CartLink />}
        </nav>
      </div>
      {frame && frame.departments.length > 0 && (
        <nav className={styles.departments} aria-label={t.menu}>
          <ul>
            {frame.departments.map((department) => (
              <li key={department.slug}>
                <Link to={`/${language}/departments/${department.slug}`} prefetch="intent">
                  {nameIn(language, department)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
}

/** Of somebody who is known it stands beside the mark, where there is room for its number on a telephone. */
function CartLink() {
  const { language, t } = useLanguage();
  const pieces = useFrame()?.pieces;
  return (
    <Link className={styles.cart} to={`/${language}/cart`}>
      {pieces ? t.cartWith(pieces) : t.cart}
    </Link>
  );
}

/** A guest has orders, and may sign in to an account. */
function GuestLinks() {
  const { language, t } = useLanguage();
  return (
    <>
      <Link to={`/${language}/orders`}>{t.guestOrders}</Link>
      <Link to={`/${language}/sign-in`}>{t.signIn}</Link>
    </>
  );
}

function Footer() {
  const { t } = useLanguage();
  return (
    <footer className={styles.footer}>
      <p className={styles.wordmark}>{t.shop}</p>
      <InfoLinks />
      <p>{t.allIncluded}</p>
    </footer>
  );
}
