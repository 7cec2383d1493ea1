import { describe, expect, it } from 'vitest';
import { SHOP, visit } from '../../testing/page-visit.ts';

const products = (from: number, count: number, endCursor: string | null) => ({
  products: {
    nodes: Array.from({ length: count }, (_, place) => ({
      ...{ id: `prd_${from + place}`, slug: `sweet-${from + place}`, updatedAt: '2026-11-26T03:00:00.000Z' },
    })),
    pageInfo: { hasNextPage: endCursor !== null, endCursor },
  },
});

const placesAfter = (after: string | null) => ({
  collections: [{ slug: 'year-end-gifts' }],
  brands: {
    nodes: [{ slug: after ? 'behind' : 'kagetsuan' }],
    pageInfo: { hasNextPage: after === null, endCursor: 'there' },
  },
});

const categoriesAfter = (after: string | null) => ({
  allCategories: {
    nodes: [{ slug: after ? 'nerikiri' : 'wagashi' }],
    pageInfo: { hasNextPage: after === null, endCursor: 'there' },
  },
});

describe('the sitemap', () => {
  it('names every page in both languages, reading the products page by page', async () => {
    const { status, html, headers, asked } = await visit('/sitemap.xml', {
      answers: {
        SitemapPlaces: ({ after }: { after: string | null }) => placesAfter(after),
        SitemapCategories: ({ after }: { after: string | null }) => categoriesAfter(after),
        ListProductAddresses: ({ after }: { after: string | null }) =>
          after ? products(100, 3, null) : products(0, 100, 'there'),
      },
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/xml');
    const places = [...html.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, place]) => place);
    expect(places).toHaveLength(2 * (1 + 4 + 2 + 1 + 2 + 103));
    for (const path of [
      '/ja',
      '/en/law',
      '/ja/departments/wagashi',
      '/ja/departments/nerikiri',
      '/en/products/sweet-102',
    ])
      expect(places).toContain(`${SHOP}${path}`);
    for (const path of ['/ja/collections/year-end-gifts', '/en/brands/kagetsuan', '/ja/brands/behind'])
      expect(places).toContain(`${SHOP}${path}`);
    expect(html).toContain(`hreflang="en" href="${SHOP}/en/products/sweet-0"`);
    expect(html).toContain(`hreflang="x-default" href="${SHOP}/ja/products/sweet-0"`);
    expect([...html.matchAll(/<lastmod>2026-11-26T03:00:00.000Z</g)]).toHaveLength(2 * 103);
    expect(html.endsWith('</urlset>\n')).toBe(true);
    expect(asked.filter(({ name }) => name === 'ListProductAddresses')).toHaveLength(2);
  });

  it('ends with as many products as one file has room for', async () => {
    const many = Array.from({ length: 4_000 }, (_, place) => ({ slug: `shelf-${place}` }));
    const { html } = await visit('/sitemap.xml', {
      answers: {
        SitemapPlaces: placesAfter('there'),
        SitemapCategories: {
          allCategories: { nodes: many, pageInfo: { hasNextPage: false, endCursor: null } },
        },
        ListProductAddresses: ({ after }: { after: string | null }) =>
          products(Number(after), 8_000, String(Number(after) + 8_000)),
      },
    });
    expect(html.split('<loc>')).toHaveLength(1 + 50_000);
    expect(html).toContain('/en/brands/behind<');
    expect(html.endsWith('</urlset>\n')).toBe(true);
  });

  it('is 503 while the catalogue is away, and not a short one', async () => {
    const { status, headers } = await visit('/sitemap.xml', {
      answers: {
        ...{ SitemapPlaces: placesAfter('there'), SitemapCategories: categoriesAfter('there') },
        ListProductAddresses: { products: null },
      },
    });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('30');
  });
});

it('robots are told what is nobody’s to look for, and where the sitemap is', async () => {
  const { html, headers } = await visit('/robots.txt');
  expect(headers.get('content-type')).toContain('text/plain');
  expect(html).toContain('Disallow: /ja/account\nDisallow: /ja/cart\n');
  const closed = [...html.matchAll(/^Disallow: (.*)$/gm)].map(([, path]) => path!.replaceAll('*', '.*'));
  const isClosed = (page: string) => closed.some((path) => new RegExp(`^${path}`).test(page));
  expect(['/en/cart', '/ja/search?q=x', '/ja/products/cartons/place'].map(isClosed)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['/ja/products/carton-milk', '/en/brands/cartier', '/ja/departments/search'].map(isClosed)).toEqual([
    ...[false, false, false],
  ]);
  expect(html).toContain(`Sitemap: ${SHOP}/sitemap.xml`);
  expect(html).not.toMatch(/Disallow: \/\n/);
});
