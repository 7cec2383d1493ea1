import { data, Form, Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { CategoryPage, type ProductSort } from '../../../generated/operations/category-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { nameIn, useLanguage } from '../../messages/language.ts';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { PageHead } from '../../parts/head/page-head.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ProductGrid } from '../../parts/product-card.tsx';
import styles from './category.module.css';

const SORTS = ['NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'NAME'] as const satisfies readonly ProductSort[];
const PAGE_SIZE = 24;

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const sort = SORTS.find((each) => each === searchParams.get('sort')) ?? 'NEWEST';
  const { category } = await context.get(graphOfVisit).askWhole(CategoryPage, {
    slug: params.slug!,
    sort,
    first: PAGE_SIZE,
    after: searchParams.get('after'),
  });
  if (!category) throw data(null, { status: 404 });
  return { category, sort };
}

export default function Category() {
  const { category, sort } = useLoaderData<typeof loader>();
  const { language, t } = useLanguage();
  const name = nameIn(language, category);
  const { nodes, pageInfo } = category.products;
  return (
    <>
      <PageHead title={name} description={t.shelfOf(name)} />
      <Breadcrumbs path={category.path} />
      <header className={styles.shelf}>
        <h1>{name}</h1>
        <Form className={styles.sort}>
          <label htmlFor="sort">{t.sort}</label>
          <select id="sort" name="sort" defaultValue={sort} key={sort}>
            {SORTS.map((each) => (
              <option key={each} value={each}>
                {t.sortBy[each]}
              </option>
            ))}
          </select>
          <button type="submit" className="button quiet">
            {t.apply}
          </button>
        </Form>
      </header>
      {category.children.length > 0 && (
        <ul className={styles.shelves}>
          {category.children.map((child) => (
            <li key={child.slug}>
              <Link to={`/${language}/departments/${child.slug}`} prefetch="intent">
                {nameIn(language, child)}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {nodes.length > 0 ? <ProductGrid products={nodes} /> : <p className="empty">{t.emptyShelf}</p>}
      <Pager endCursor={pageInfo.hasNextPage ? pageInfo.endCursor : null} />
    </>
  );
}
