import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { SearchProducts } from '../../../generated/operations/search-products.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { useLanguage } from '../../messages/language.ts';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ProductGrid } from '../../parts/product-card.tsx';
import styles from './search.module.css';

/** Longer ones are not asked: the graph refuses them. */
const LONGEST_QUERY = 100;
const PAGE_SIZE = 24;

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const query = [...(searchParams.get('q') ?? '').trim()].slice(0, LONGEST_QUERY).join('');
  if (!query) return { query, found: undefined };
  const { searchProducts } = await context
    .get(graphOfVisit)
    .ask(SearchProducts, { query, first: PAGE_SIZE, after: searchParams.get('after') });
  return { query, found: searchProducts };
}

export default function Search() {
  const { query, found } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  const title = query ? t.resultsFor(query) : t.search;
  return (
    <>
      <PrivateHead title={title} />
      <h1 className={styles.title}>{title}</h1>
      {found === undefined && <p className="empty">{t.emptySearch}</p>}
      {found?.nodes.length === 0 && (
        <div className="empty">
          <p>{t.noResults(query)}</p>
          <p>{t.noResultsHelp}</p>
        </div>
      )}
      {found && found.nodes.length > 0 && <ProductGrid products={found.nodes} />}
      <Pager endCursor={found?.pageInfo.hasNextPage ? found.pageInfo.endCursor : null} />
    </>
  );
}
