import { describe, expect, it } from 'vitest';
import { listed, product } from '../../../testing/goods.ts';
import { SHOP, visit } from '../../../testing/page-visit.ts';

const shelved = {
  ...{ slug: 'year-end', nameJa: 'お歳暮', nameEn: 'Year-end gifts', nameKana: 'オセイボ' },
  descriptionHtmlJa: '<p><strong>感謝</strong>を込めて。</p>',
  descriptionHtmlEn: '',
  ...{ startsAt: null, endsAt: '2026-12-20T14:59:00.000Z', pageTexts: product.pageTexts },
  products: { nodes: [listed()], pageInfo: { hasNextPage: true, endCursor: 'x/y' } },
};
const collection = (path: string, changes: object = {}) =>
  visit(path, {
    answers: {
      CollectionPage: {
        collection: { ...shelved, ...changes },
        collections: [{ slug: 'souvenirs', nameJa: '手土産', nameEn: 'Something to bring' }],
      },
    },
  });
const brand = (path: string) => visit(path, { answers: { BrandPage: { brand: shelved } } });

describe('the page of a collection', () => {
  it('tells what it is about, until when, and goes on page by page', async () => {
    const { html, asked } = await collection('/ja/collections/year-end');
    expect(html).toContain('<strong>感謝</strong>');
    expect(html).toContain('2026年12月20日まで');
    expect(html).toContain('href="/ja/products/kuri-kintsuba"');
    expect(html).toContain('href="/ja/collections/year-end?after=x%2Fy"');
    expect(html).toContain('<meta name="description" content="感謝を込めて。"/>');
    expect(html).toContain(`<link rel="canonical" href="${SHOP}/ja/collections/year-end"/>`);
    expect(asked.filter(({ name }) => name !== 'ListCategories')).toHaveLength(1);
  });

  it('shows its picture on the first page alone', async () => {
    const pictures = async (path: string) =>
      (await collection(path)).html.split('src="/images/prd_1.svg"').length;
    expect(await pictures('/ja/collections/year-end')).toBe(
      (await pictures('/ja/collections/year-end?after=x')) + 1,
    );
  });

  it('moves with its address', async () => {
    const { status, headers } = await collection('/en/collections/old?after=x');
    expect([status, headers.get('location')]).toEqual([301, '/en/collections/year-end?after=x']);
  });

  it('says that nothing of it can be ordered', async () => {
    const products = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    expect((await collection('/ja/collections/year-end', { products })).html).toContain(
      'いまお求めいただける商品がありません',
    );
  });

  it('that is over or has not begun is no page, says so and leads to those of now', async () => {
    const collections = [{ slug: 'souvenirs', nameJa: '手土産', nameEn: 'Something to bring' }];
    const { status, html } = await visit('/en/collections/over', {
      answers: { CollectionPage: { collection: null, collections } },
    });
    expect(status).toBe(404);
    expect(html).toContain('This selection is over, or has not begun');
    expect(html).toContain('href="/en/collections/souvenirs"');
    expect(html).toContain('noindex');
  });
});

describe('the page of a maker', () => {
  it('tells who it is, and what it makes', async () => {
    const { html } = await brand('/ja/brands/year-end');
    for (const text of ['<h1>お歳暮</h1>', 'オセイボ', '<strong>感謝</strong>', '栗きんつば'])
      expect(html).toContain(text);
  });

  it('moves with its address, and is no page where nobody is', async () => {
    const { status, headers } = await brand('/ja/brands/old');
    expect([status, headers.get('location')]).toEqual([301, '/ja/brands/year-end']);
    const nobody = await visit('/ja/brands/nobody', { answers: { BrandPage: { brand: null } } });
    expect(nobody.status).toBe(404);
  });
});
