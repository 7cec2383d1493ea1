import type { LoaderFunctionArgs } from 'react-router';
import { originOf } from '../session/shop-origin.ts';

/** What is a visitor's own, or no page. */
const CLOSED = [
  ...['/*/account', '/*/cart', '/*/checkout', '/*/orders', '/*/search', '/*/sign-in', '/*/register'],
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
