import { useEffect } from 'react';
import { Link, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import { PopularProducts } from '../../../generated/operations/popular-products.ts';
import { SearchPage } from '../../../generated/operations/search-page.ts';
import { type Graph, graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { ProductGrid } from '../../parts/product-card.tsx';
import { deliveryDaysAhead } from '../../session/delivery-days-ahead.ts';
import { daysFrom } from '../listing/delivery-choice.ts';
import { Listing } from '../listing/listing.tsx';
import { askedIn, listVariables, refusedTo } from '../listing/narrowing.ts';
import { shownList } from '../listing/shown-list.ts';
import { listingMessagesIn, useListingMessages } from '../listing/use-listing-messages.ts';
import { foundTexts } from './found-texts.ts';
import styles from './search.module.css';
import { typedQuery } from './typed-query.ts';

const SORTS = ['RELEVANCE', 'POPULARITY', 'NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'NAME'] as const;
const POPULAR = 8;

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const { searchParams } = new URL(request.url);
  const query = typedQuery(searchParams);
  if (!query) return { query, found: undefined, popular: [] };
  const graph = context.get(graphOfVisit);
  const days = daysFrom(new Date(), context.get(deliveryDaysAhead));
  const asked = { ...askedIn(searchParams, { sorts: SORTS, days }), query };
  const again = (search: string) => redirect(`/${language}/search${search}`);
  const { searchProducts: list, searchHelp } = await graph.askWhole(SearchPage, {
    query,
    ...listVariables(asked),
  });
  const instead = list ? undefined : refusedTo(asked);
  if (instead !== undefined) throw again(instead);
  // A text that the graph does not take is nobody's name.
  if (!list) return { query, found: null, popular: await popularProducts(graph) };
  const words = await listingMessagesIn(language);
  const { view } = shownList({ list, asked, sorts: SORTS, days, language, words }, `/${language}/search`);
  const isNothing = view.total === 0 && view.chosen.length === 0;
  return {
    query,
    found: {
      view,
      products: list.nodes.map((node, place) => ({
        ...node,
        found: foundTexts(language, list.edges[place]?.snippet),
      })),
      help: searchHelp,
    },
    popular: isNothing ? await popularProducts(graph) : [],
  };
}

/** Asked for by those alone who found nothing: few do, and nobody else pays for it. */
async function popularProducts(graph: Graph) {
  const { bestSellers } = await graph.ask(PopularProducts, { first: POPULAR });
  return bestSellers ?? [];
}

export default function Search() {
  const { query, found } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  const words = useListingMessages();
  useNotedChoices(found && found.products.length > 0 ? query : '');
  const title = query ? words.resultsFor(query) : t.search;
  return (
    <>
      <PrivateHead title={title} />
      <h1 className={styles.title}>{title}</h1>
      {found === undefined && <p className="empty">{words.emptySearch}</p>}
      <Help />
      {found === null && <Nothing />}
      {found && <Listing view={found.view} products={found.products} empty={<Nothing />} />}
    </>
  );
}

/**
 * Tells the shop that something was opened of what was found; the page that opens waits for nothing.
 * @param query nothing where nothing was found
 */
function useNotedChoices(query: string) {
  const { language } = useLanguage();
  useEffect(() => {
    if (!query) return undefined;
    const note = ({ target }: MouseEvent) =>
      (target as Element).closest('main article a') &&
      navigator.sendBeacon(`/${language}/search/choice`, new URLSearchParams({ q: query }));
    addEventListener('click', note);
    return () => removeEventListener('click', note);
  }, [language, query]);
}

/** How the query was read where it was not as it was typed, and what it may have meant. */
function Help() {
  const { found } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const words = useListingMessages();
  if (!found?.help) return null;
  const { corrections, ignoredWords, didYouMean, withoutAllergens } = found.help;
  const left = withoutAllergens.map((each) => nameIn(language, each));
  return (
    <>
      {left.length > 0 && <p className={styles.told}>{words.withoutAllergens(left)}</p>}
      {corrections.map(({ from, to }) => (
        <p key={from} className={styles.told}>
          {words.corrected(from, to)}
        </p>
      ))}
      {ignoredWords.length > 0 && <p className={styles.told}>{words.ignored(ignoredWords)}</p>}
      {didYouMean.length > 0 && (
        <nav className={styles.meant} aria-labelledby="meant">
          <p id="meant">{words.didYouMean}</p>
          <ul>
            {didYouMean.map((each) => (
              <li key={each}>
                <Link to={`/${language}/search?${new URLSearchParams({ q: each })}`}>{each}</Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}

function Nothing() {
  const { query, popular } = useLoaderData<typeof loader>();
  const words = useListingMessages();
  return (
    <>
      <div className="empty">
        <p>{words.noResults(query)}</p>
        <p>{words.noResultsHelp}</p>
      </div>
      {popular.length > 0 && (
        <section aria-labelledby="popular">
          <h2 id="popular" className={styles.popular}>
            {words.popular}
          </h2>
          <ProductGrid products={popular} />
        </section>
      )}
    </>
  );
}
