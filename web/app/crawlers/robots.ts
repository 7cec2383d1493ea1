import type { LoaderFunctionArgs } from 'react-router';
import { LANGUAGES } from '../messages/language.ts';
import { originOf } from '../session/shop-origin.ts';

/** What is a visitor's own, or no page. */
const CLOSED = [
  // Not `/*/cart`: a star spans whole paths, and a product's address may begin like that.
  ...LANGUAGES.flatMap((language) =>
    ['account', 'cart', 'checkout', 'orders', 'search', 'sign-in', 'register'].map(
      (page) => `/${language}/${page}`,
    ),
  ),
  ...['/*/products/*/place', '/graphql', '/explorer', '/live', '/dev/'],
];

export function loader({ context, request }: LoaderFunctionArgs): Response {
  const lines = [
    'User-agent: *',
    ...CLOSED.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${originOf(context, request)}/sitemap.xml`,
    '',
  ];
  return new Response(lines.join('\n'), {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  });
}
