import { describe, expect, it } from 'vitest';
import { listed } from '../../../testing/goods.ts';
import { visit } from '../../../testing/page-visit.ts';

const first = { nodes: [{ imageUrl: '/images/prd_1.svg', pictures: [] }] };
const collection = (slug: string, changes: object = {}) => ({
  ...{
    slug,
    nameJa: `特集${slug}`,
    nameEn: `Selection ${slug}`,
    startsAt: null,
    endsAt: null,
    products: first,
  },
  ...changes,
});
const home = (answer: object, path = '/ja') =>
  visit(path, {
    answers: { HomePage: { collections: [], bestSellers: [], products: { nodes: [] }, ...answer } },
  });

describe('the entrance', () => {
  it('shows campaigns before what stays, each with a picture and its end, and none without goods', async () => {
    const { html } = await home({
      collections: [
        collection('staying'),
        collection('empty', { products: { nodes: [] } }),
        collection('passing', { endsAt: '2026-12-31T15:00:00.000Z' }),
      ],
    });
    const places = [...html.matchAll(/href="\/ja\/collections\/([a-z]+)"/g)].map(([, slug]) => slug);
    expect(places).toEqual(['passing', 'staying']);
    expect(html).toContain('2026年12月31日まで');
    expect(html).toContain('src="/images/prd_1.svg"');
  });

  it('shows what others buy and what is new, by the addresses of products', async () => {
    const { html } = await home({
      bestSellers: [listed()],
      products: { nodes: [listed({ id: 'prd_2', slug: 'matcha' })] },
    });
    expect(html.indexOf('人気の品')).toBeGreaterThan(0);
    expect(html).toContain('href="/ja/products/kuri-kintsuba"');
    expect(html).toContain('href="/ja/products/matcha"');
  });

  it('of a shop that has sold nothing yet leaves out what is not there, and says that nothing is new', async () => {
    const { html } = await home({});
    for (const words of ['人気の品', '特集']) expect(html).not.toContain(`${words}</h2>`);
    expect(html).toContain('いまお求めいただける商品がありません');
  });

  it('is shown without what is away', async () => {
    const { status, html } = await home({ collections: null, bestSellers: null, products: null }, '/en');
    expect(status).toBe(200);
    expect(html).toContain('This part cannot be shown right now');
  });
});

describe('a card', () => {
  const card = async (changes: object) => (await home({ bestSellers: [listed(changes)] })).html;

  it('tells the price of a sale and the usual one', async () => {
    const stock = { available: 9, status: 'IN_STOCK' };
    const html = await card({
      minPriceYen: 648,
      maxPriceYen: 648,
      variants: [{ priceYen: 648, regularPriceYen: 810, stock }],
    });
    expect(html).toMatch(/¥648.*通常価格.*<s>¥810<\/s>/);
  });

  it('wears the labels of its product, and says when it is sold out', async () => {
    const stock = { available: 0, status: 'OUT_OF_STOCK' };
    const html = await card({
      labels: [{ code: 'NEW', nameJa: '新着品', nameEn: 'New' }],
      variants: [{ priceYen: 810, regularPriceYen: null, stock }],
    });
    expect(html).toContain('<li>新着品</li>');
    expect(html).toContain('品切れ');
  });
});
