import { describe, expect, it } from 'vitest';
import { product } from '../../../testing/goods.ts';
import { SHOP, visit } from '../../../testing/page-visit.ts';

const sold = {
  ...product,
  ...{ nameJa: '</script>栗きんつば', nameEn: 'Chestnut <b>Kintsuba</b>' },
};
const productPage = (path = '/ja/products/kuri-kintsuba') =>
  visit(path, { answers: { ProductDetail: { product: sold } } });
const dataOf = (html: string) =>
  [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(([, text]) =>
    JSON.parse(text!),
  );

describe('a page that everybody may find', () => {
  it('says what it is, and where it is in each language', async () => {
    const { html } = await productPage('/en/products/kuri-kintsuba?utm=mail');
    expect(html).toContain(`<link rel="canonical" href="${SHOP}/en/products/kuri-kintsuba"/>`);
    for (const [language, path] of [
      ['ja', 'ja'],
      ['en', 'en'],
      ['x-default', 'ja'],
    ])
      expect(html).toContain(
        `<link rel="alternate" hrefLang="${language}" href="${SHOP}/${path}/products/kuri-kintsuba"/>`,
      );
    expect(html).toContain('<meta name="description" content="Sweet."/>');
    expect(html).toContain(`<meta property="og:image" content="${SHOP}/images/prd_1.svg"/>`);
    expect(html).not.toContain('noindex');
  });

  it('tells machines product, offer and way, and no text can break out of it', async () => {
    const { html } = await productPage();
    const [offered, way] = dataOf(html);
    expect(offered).toMatchObject({
      '@type': 'Product',
      name: sold.nameJa,
      offers: [{ price: 810, priceCurrency: 'JPY', availability: 'https://schema.org/LimitedAvailability' }],
    });
    expect(way).toMatchObject({ '@type': 'BreadcrumbList', itemListElement: [{}, {}, { position: 3 }] });
    expect(html).not.toContain('</script>栗');
  });

  it('of a list further on is a page of its own, in the own order of the list', async () => {
    const category = {
      ...{ slug: 'wagashi', nameJa: '和菓子', nameEn: 'Japanese Sweets', path: [], children: [] },
      pageTexts: { titleJa: '', titleEn: '', descriptionJa: '', descriptionEn: '' },
      products: {
        ...{ nodes: [], totalCount: 0, facets: [], priceRange: null },
        pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      },
    };
    const answers = { CategoryPage: { category } };
    const { html } = await visit('/ja/departments/wagashi?after=x%2Fy', { answers });
    expect(html).toContain(`<link rel="canonical" href="${SHOP}/ja/departments/wagashi?after=x%2Fy"/>`);
    // Its cursor says nothing of any other order.
    const { html: sorted } = await visit('/ja/departments/wagashi?after=x%2Fy&sort=NAME', { answers });
    expect(sorted).toContain('<meta name="robots" content="noindex"/>');
    expect(sorted).not.toContain('rel="canonical"');
  });

  it('is the first one too, which says whose shop it is', async () => {
    const { html } = await visit('/ja', {
      answers: { HomePage: { collections: null, bestSellers: null, products: null } },
    });
    expect(dataOf(html)).toContainEqual(expect.objectContaining({ '@type': 'Organization', url: SHOP }));
  });
});

describe('what is no page', () => {
  it('is told in the language of its address, and leads back', async () => {
    for (const [language, words] of [
      ['ja', 'ページが見つかりません'],
      ['en', 'This page does not exist'],
    ]) {
      const { status, html } = await visit(`/${language}/nothing`);
      expect(status).toBe(404);
      expect(html).toContain(words);
      expect(html).toContain(`href="/${language}"`);
    }
  });

  it('is a shop that is closed for a moment while the graph is away, and says when to come back', async () => {
    const away = () => {
      throw Object.assign(new Response(null, { status: 503 }));
    };
    const { status, html, headers } = await visit('/ja/products/kuri-kintsuba', {
      answers: { ListCategories: away, ProductDetail: away },
    });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('30');
    expect(html).toContain('ただいまお休みしています');
  });

  it('is one that a session needs which has ended elsewhere: the way to sign in', async () => {
    const ended = () => {
      throw new Response(null, { status: 401 });
    };
    const { status, html } = await visit('/en/orders', {
      person: { id: 'usr_1', name: 'Hanako' },
      answers: { MyOrders: ended },
    });
    expect(status).toBe(401);
    expect(html).toContain('Please sign in again');
    expect(html).toContain('/en/sign-in?to=%2Fen%2Forders');
  });
});
