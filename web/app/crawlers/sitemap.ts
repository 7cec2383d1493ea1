import type { LoaderFunctionArgs } from 'react-router';
import { ListProductAddresses } from '../../generated/operations/list-product-addresses.ts';
import { SitemapCategories } from '../../generated/operations/sitemap-categories.ts';
import { SitemapPlaces } from '../../generated/operations/sitemap-places.ts';
import { type Graph, graphOfVisit } from '../graph/graph.ts';
import { LANGUAGES } from '../messages/language.ts';
import { originOf } from '../session/shop-origin.ts';
import { INFO_PAGES } from '../shop/info/info-pages.ts';
import { type SitemapPage, sitemapEntries } from './sitemap-entries.ts';

/** Products asked for at one time. */
const PAGE = 100;
/** A file holds at most 50,000 addresses: each page has one in each language. */
const MOST_IN_FILE = 50_000 / LANGUAGES.length;
/** Of makers, and of departments: each has a hundred. */
const MOST_PAGES = 20;

/**
 * Every page that everybody may find, in both languages, sent while the products are read page by page. The first page is read
 * before the answer begins, so that a catalogue that is away is told; what breaks later breaks the answer off. Of products there
 * are as many as one file has room for, in the order of their readings.
 */
export async function loader({ context, request }: LoaderFunctionArgs): Promise<Response> {
  const graph = context.get(graphOfVisit);
  const origin = originOf(context, request);
  const [places, first] = await Promise.all([placesOf(graph), productPage(graph, null)]);
  if (!places || !first) return new Response('The catalogue is away\n', { status: 503, headers: AWAY });
  const paths = ['', ...INFO_PAGES.map((page) => `/${page}`), ...places];
  return new Response(streamOf(documentOf({ origin, paths, first, graph })), {
    headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  });
}

/** Reads on as fast as it is taken, and no further. */
function streamOf(parts: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return();
    },
  });
}

const AWAY = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '30' };

/** Departments and shelves, what is shown for now, and who makes it. @returns undefined while the catalogue is away */
async function placesOf(graph: Graph): Promise<string[] | undefined> {
  const { collections, brands } = await graph.ask(SitemapPlaces, { after: null });
  if (!collections || !brands) return undefined;
  const makers = await slugsOf(brands, async (after) => (await graph.ask(SitemapPlaces, { after })).brands);
  const categoriesAfter = async (after: string | null) =>
    (await graph.ask(SitemapCategories, { after })).allCategories;
  const first = await categoriesAfter(null);
  const shelves = first && (await slugsOf(first, categoriesAfter));
  if (!makers || !shelves) return undefined;
  return [
    ...shelves.map((slug) => `/departments/${slug}`),
    ...collections.map(({ slug }) => `/collections/${slug}`),
    ...makers.map((slug) => `/brands/${slug}`),
  ];
}

interface PageOfPlaces {
  readonly nodes: readonly { readonly slug: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Of this page and all behind it. @returns undefined when the catalogue went away meanwhile */
async function slugsOf(
  first: PageOfPlaces,
  pageAfter: (cursor: string | null) => Promise<PageOfPlaces | null>,
): Promise<string[] | undefined> {
  const slugs = first.nodes.map(({ slug }) => slug);
  let { pageInfo } = first;
  for (let page = 1; pageInfo.hasNextPage && page < MOST_PAGES; page += 1) {
    const next = await pageAfter(pageInfo.endCursor);
    if (!next) return undefined;
    slugs.push(...next.nodes.map(({ slug }) => slug));
    pageInfo = next.pageInfo;
  }
  return slugs;
}

async function productPage(graph: Graph, after: string | null) {
  return (await graph.ask(ListProductAddresses, { first: PAGE, after })).products;
}

async function* documentOf({
  origin,
  paths,
  first,
  graph,
}: {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly first: NonNullable<Awaited<ReturnType<typeof productPage>>>;
  readonly graph: Graph;
}): AsyncGenerator<string, void> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n';
  yield paths.map((path) => sitemapEntries(origin, { path })).join('');
  let page = first;
  let left = MOST_IN_FILE - paths.length;
  for (;;) {
    const told = page.nodes.slice(0, left);
    yield told.map((product) => sitemapEntries(origin, pageOf(product))).join('');
    left -= told.length;
    if (!page.pageInfo.hasNextPage || left === 0) break;
    const next = await productPage(graph, page.pageInfo.endCursor);
    if (!next) throw new Error('The catalogue went away within a sitemap');
    page = next;
  }
  yield '</urlset>\n';
}

function pageOf({ slug, updatedAt }: { readonly slug: string; readonly updatedAt: string }): SitemapPage {
  return { path: `/products/${slug}`, editedAt: updatedAt };
}
