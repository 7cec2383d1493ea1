import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../../messages/language.ts';
import { type ListedProduct, ProductGrid } from '../../parts/product-card.tsx';
import { FacetForm } from './facet-form.tsx';
import styles from './listing.module.css';
import type { Chosen, ListingView } from './listing-view.ts';
import { useListingMessages } from './use-listing-messages.ts';

/**
 * Products, and what they can be narrowed and sorted by.
 * @param empty what is said where there is nothing, whatever is chosen
 */
export function Listing({
  view,
  products,
  empty,
}: {
  readonly view: ListingView;
  readonly products: readonly ListedProduct[];
  readonly empty: ReactNode;
}) {
  const words = useListingMessages();
  const { chosen } = view;
  if (view.total === 0 && chosen.length === 0) return empty;
  return (
    <div className={styles.listing}>
      <details className={styles.narrow}>
        <summary>
          {words.narrowing}
          {chosen.length > 0 && <strong>{chosen.length}</strong>}
        </summary>
        <FacetForm view={view} />
      </details>
      <section className={styles.list} aria-label={words.products} tabIndex={-1}>
        <div className={styles.head}>
          <p role="status">{words.count(view.total)}</p>
          <Sorts view={view} />
        </div>
        {view.isChoiceGone && <p role="status">{words.choiceGone}</p>}
        {chosen.length > 0 && <Choices view={view} />}
        {products.length > 0 ? <ProductGrid products={products} /> : <NothingLeft chosen={chosen} />}
        <Turner view={view} />
      </section>
    </div>
  );
}

function Sorts({ view: { sort, sorts } }: { readonly view: ListingView }) {
  const words = useListingMessages();
  return (
    <nav aria-label={words.sort} className={styles.sorts}>
      <ul>
        {sorts.map((each) => (
          <li key={each.sort}>
            <Link
              to={{ search: each.search }}
              preventScrollReset
              aria-current={each.sort === sort ? 'true' : undefined}
            >
              {each.sort in words.sortBy
                ? words.sortBy[each.sort as keyof typeof words.sortBy]
                : words.ownOrder}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Choices({ view: { chosen, bare } }: { readonly view: ListingView }) {
  const words = useListingMessages();
  return (
    <nav aria-label={words.chosen}>
      <ul className={styles.chips}>
        {chosen.map((each) => (
          <Chip key={each.search} chosen={each} />
        ))}
        <li>
          <Link to={{ search: bare }} preventScrollReset>
            {words.clear}
          </Link>
        </li>
      </ul>
    </nav>
  );
}

function Chip({ chosen: { label, search } }: { readonly chosen: Chosen }) {
  const words = useListingMessages();
  return (
    <li>
      <Link
        className={styles.chip}
        to={{ search }}
        preventScrollReset
        aria-label={words.takeAway(label)}
        // It goes away with what it stands for: whoever came by keyboard stays in the list.
        onClick={({ currentTarget }) =>
          currentTarget.closest<HTMLElement>('section')?.focus({ preventScroll: true })
        }
      >
        {label} <span aria-hidden="true">×</span>
      </Link>
    </li>
  );
}

function NothingLeft({ chosen }: { readonly chosen: readonly Chosen[] }) {
  const words = useListingMessages();
  const helpful = chosen.filter(({ helps }) => helps);
  return (
    <div className="empty">
      <p>{words.nothingLeft}</p>
      {helpful.length > 0 && (
        <>
          <p>{words.helps}</p>
          <ul className={styles.chips}>
            {helpful.map((each) => (
              <Chip key={each.search} chosen={each} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Turner({ view: { previous, next } }: { readonly view: ListingView }) {
  const { t } = useLanguage();
  const words = useListingMessages();
  if (!previous && !next) return null;
  return (
    <nav className={styles.turner} aria-label={words.pages}>
      {previous && (
        <Link className="button quiet" rel="prev" to={{ search: previous }}>
          {words.previous}
        </Link>
      )}
      {next && (
        <Link className="button quiet" rel="next" to={{ search: next }}>
          {t.more}
        </Link>
      )}
    </nav>
  );
}
