import { data, Link, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import { CategoryPage } from '../../../generated/operations/category-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { PageHead, PrivateHead } from '../../parts/head/page-head.tsx';
import { headTexts } from '../../parts/head/page-texts.ts';
import { deliveryDaysAhead } from '../../session/delivery-days-ahead.ts';
import { movedTo } from '../../session/moved.ts';
import { daysFrom } from '../listing/delivery-choice.ts';
import { Listing } from '../listing/listing.tsx';
import { askedIn, listVariables, narrowedTo, refusedTo } from '../listing/narrowing.ts';
import { shownList } from '../listing/shown-list.ts';
import { listingMessagesIn } from '../listing/use-listing-messages.ts';
import styles from './category.module.css';

const SORTS = ['NEWEST', 'POPULARITY', 'PRICE_ASC', 'PRICE_DESC', 'NAME'] as const;
/** The page has a way of its own to what is below it. */
const CATEGORY = 'category';
/** So many values of a facet the graph tells. */
const MOST_VALUES = 50;

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const words = await listingMessagesIn(language);
  const days = daysFrom(new Date(), context.get(deliveryDaysAhead));
  const asked = askedIn(new URL(request.url).searchParams, { sorts: SORTS, days, fixed: CATEGORY });
  const variables = { slug: params.slug!, ...listVariables(asked) };
  const { category } = await context.get(graphOfVisit).askWhole(CategoryPage, variables);
  const shelf = (slug: string, search = '') =>
    `/${language}/departments/${encodeURIComponent(slug)}${search}`;
  const instead = category ? undefined : refusedTo(asked);
  if (instead !== undefined) throw redirect(shelf(params.slug!, instead));
  if (!category) throw data(null, { status: 404 });
  const { slug, products, children, path, pageTexts } = category;
  if (slug !== params.slug) throw movedTo(shelf(slug), request);
  const list = { list: products, asked, sorts: SORTS, days, language, words, apart: CATEGORY };
  const shown = shownList(list, shelf(slug));
  const counts = products.facets.find(({ code }) => code === CATEGORY)?.values;
  // Of a facet with more values the graph tells the first ones: of a shelf behind them nothing is known.
  const isWholeFacet = !counts || counts.length < MOST_VALUES;
  const name = nameIn(language, category);
  return {
    name,
    path,
    ...headTexts(language, pageTexts, { title: name, description: words.shelfOf(name) }),
    shelves: children.map((child) => ({
      name: nameIn(language, child),
      to: shelf(child.slug, narrowedTo(asked, asked.choices)),
      count: counts?.find(({ value }) => value === child.id)?.count ?? (isWholeFacet ? 0 : null),
    })),
    ...shown,
  };
}

export default function Category() {
  const { name, title, description, path, shelves, products, view, isWhole } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  return (
    <>
      {isWhole ? <PageHead title={title} description={description} /> : <PrivateHead title={title} />}
      <Breadcrumbs path={path} />
      <h1 className={styles.title}>{name}</h1>
      {shelves.length > 0 && (
        <nav aria-label={name}>
          <ul className={styles.shelves}>
            {shelves.map((shelf) => (
              <li key={shelf.to}>
                <Link to={shelf.to} prefetch="intent">
                  {shelf.name} {shelf.count !== null && <small>{shelf.count}</small>}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <Listing view={view} products={products} empty={<p className="empty">{t.emptyShelf}</p>} />
    </>
  );
}
