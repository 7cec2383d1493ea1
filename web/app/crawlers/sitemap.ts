import type { LoaderFunctionArgs } from 'react-router';
import { ListCategories } from '../../generated/operations/list-categories.ts';
import { ListProductAddresses } from '../../generated/operations/list-product-addresses.ts';
import { type Graph, graphOfVisit } from '../graph/graph.ts';
import { LANGUAGES } from '../messages/language.ts';
import { originOf } from '../session/shop-origin.ts';
import { INFO_PAGES } from '../shop/info/info-pages.ts';

/** Products asked for at one time. */
const PAGE = 100;
/** A sitemap holds at most 50,000 addresses: two languages of so many products, and the rest. */
const MOST_PRODUCTS = 24_500;

/**
 * Every page that everybody may find, in both languages, sent while the products are read page by page. The first page is read
 * before the answer begins, so that a catalogue that is away is told; what breaks later breaks the answer off.
 */
export async function loader({ context, request }: LoaderFunctionArgs): Promise<Response> {
  const graph = context.get(graphOfVisit);
  const origin = originOf(context, request);
  const [{ categories }, first] = await Promise.all([
    graph.ask(ListCategories, {}),
    productPage(graph, null),
  ]);
  if (!categories || !first) return new Response('The catalogue is away\n', { status: 503, headers: AWAY });
  const places = categories.flatMap(({ slug, children }) => [slug, ...children.map((child) => child.slug)]);
  const paths = [
    '',
    ...INFO_PAGES.map((page) => `/${page}`),
    ...places.map((slug) => `/departments/${slug}`),
  ];
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
  yield paths.map((path) => entries(origin, path)).join('');
  let page = first;
  let told = 0;
  for (;;) {
    yield page.nodes.map(({ id }) => entries(origin, `/products/${id}`)).join('');
    told += page.nodes.length;
    if (!page.pageInfo.hasNextPage || told >= MOST_PRODUCTS) break;
    const next = await productPage(graph, page.pageInfo.endCursor);
    if (!next) throw new Error('The catalogue went away within a sitemap');
    page = next;
  }
  yield '</urlset>\n';
}

/** A page in both languages, each of which names both. */
function entries(origin: string, path: string): string {
  const others = LANGUAGES.map(
    (language) =>
      `<xhtml:link rel="alternate" hreflang="${language}" href="${escapeXml(`${origin}/${language}${path}`)}"/>`,
  ).join('');
  return LANGUAGES.map(
    (language) => `<url><loc>${escapeXml(`${origin}/${language}${path}`)}</loc>${others}</url>\n`,
  ).join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
