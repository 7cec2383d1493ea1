import { describe, expect, it } from 'vitest';
import { listed, product } from '../../../testing/goods.ts';
import { SHOP, visit } from '../../../testing/page-visit.ts';

/** A page of a list, without anything to narrow it by unless it is given. */
function list(nodes: object[], place: object = {}, facets: object[] = []) {
  const pageInfo = {
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: null,
    ...place,
  };
  return { nodes, pageInfo, totalCount: nodes.length, facets, priceRange: null };
}
const LABELS = {
  ...{ code: 'label', nameJa: 'ラベル', nameEn: 'Label' },
  values: [{ value: 'LIMITED', labelJa: '数量限定', labelEn: 'Limited', count: 0, selected: true }],
};

const shelved = {
  ...{ slug: 'year-end', nameJa: 'お歳暮', nameEn: 'Year-end gifts', nameKana: 'オセイボ' },
  descriptionHtmlJa: '<p><strong>感謝</strong>を込めて。</p>',
  descriptionHtmlEn: '',
  ...{ startsAt: null, endsAt: '2026-12-20T14:59:00.000Z', pageTexts: product.pageTexts },
  rule: null,
  products: list([listed()], { hasNextPage: true, endCursor: 'x/y' }),
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

  it('can be narrowed and sorted by its address, and is no page to be found by others then', async () => {
    const products = list([], {}, [LABELS]);
    const { html, asked } = await collection('/en/collections/year-end?label=LIMITED&sort=NAME', {
      products,
    });
    expect(asked.find(({ name }) => name === 'CollectionPage')!.variables).toMatchObject({
      sort: 'NAME',
      filter: { facets: [{ code: 'label', values: ['LIMITED'] }] },
    });
    for (const text of ['noindex', 'Nothing matches all of your filters', 'Our choice'])
      expect(html).toContain(text);
    expect(html).not.toContain('canonical');
  });

  it('has the order in which it was put together unless another is chosen, and by a rule the newest first', async () => {
    const { html, asked } = await collection('/en/collections/year-end');
    expect(asked.find(({ name }) => name === 'CollectionPage')!.variables).toMatchObject({ sort: null });
    expect(html).toMatch(/aria-current="true"[^>]*>Our choice/);
    const ruled = await collection('/en/collections/year-end', { rule: { brandId: null } });
    expect(ruled.html).not.toContain('Our choice');
    expect(ruled.html).toMatch(/aria-current="true"[^>]*>Newest/);
  });

  it('leads to itself without what can be chosen no more, and says so', async () => {
    const { status, headers } = await collection('/ja/collections/year-end?label=OLD&sort=NAME');
    expect(status).toBe(302);
    expect(headers.get('location')).toBe('/ja/collections/year-end?sort=NAME&gone=1');
    const { html } = await collection('/ja/collections/year-end?gone=1');
    expect(html).toContain('今はないものをはずしました');
  });

  it('moves with its address', async () => {
    const { status, headers } = await collection('/en/collections/old?after=x');
    expect([status, headers.get('location')]).toEqual([301, '/en/collections/year-end?after=x']);
  });

  it('says that nothing of it can be ordered', async () => {
    expect((await collection('/ja/collections/year-end', { products: list([]) })).html).toContain(
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

  it('can be narrowed by its address', async () => {
    const { html, asked } = await brand('/ja/brands/year-end?stock=1&brand=brd_2');
    expect(asked.find(({ name }) => name === 'BrandPage')!.variables).toMatchObject({
      ...{ slug: 'year-end', sort: null },
      filter: { facets: [], inStock: true },
    });
    expect(html).toContain('「在庫あり」をはずす');
    expect(html).toContain('noindex');
  });

  it('moves with its address, and is no page where nobody is', async () => {
    const { status, headers } = await brand('/ja/brands/old');
    expect([status, headers.get('location')]).toEqual([301, '/ja/brands/year-end']);
    const nobody = await visit('/ja/brands/nobody', { answers: { BrandPage: { brand: null } } });
    expect(nobody.status).toBe(404);
  });
});
