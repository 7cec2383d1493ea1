import { describe, expect, it } from 'vitest';
import { type Answers, SHOP, visit } from '../../../testing/page-visit.ts';
import { daysFrom } from './delivery-choice.ts';

const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
const brand = (selected = false) => ({
  ...{ code: 'brand', nameJa: 'ブランド', nameEn: 'Brand' },
  values: [
    { value: 'brd_1', labelJa: '花月庵', labelEn: 'Kagetsuan', count: 2, selected },
    { value: 'brd_2', labelJa: '丸玄', labelEn: 'Marugen', count: 1, selected: false },
  ],
});
const list = (given: object = {}) => ({
  ...{ nodes: [], edges: [], totalCount: 0, facets: [brand()], priceRange: null, pageInfo },
  ...given,
});
const noTexts = { titleJa: '', titleEn: '', descriptionJa: '', descriptionEn: '' };
const category = (given: object = {}) => ({
  category: {
    ...{ slug: 'wagashi', nameJa: '和菓子', nameEn: 'Japanese Sweets', pageTexts: noTexts },
    ...{ path: [{ slug: 'wagashi', nameJa: '和菓子', nameEn: 'Japanese Sweets' }], children: [] },
    products: list(),
    ...given,
  },
});
const TEA = {
  ...{
    id: 'prd_1',
    slug: 'tea',
    nameJa: '茶',
    nameEn: 'Green tea',
    brand: '',
    brandEn: '',
    imageUrl: '/tea.svg',
  },
  ...{ labels: [], pictures: [], minPriceYen: 500, maxPriceYen: 500, variants: [] },
};
const nothing = { ignoredWords: [], corrections: [], didYouMean: [], withoutAllergens: [] };
const found = (given: object = {}, searchHelp: object | null = nothing) => ({
  SearchPage: { searchProducts: list(given), searchHelp },
  PopularProducts: { bestSellers: [] },
});
const shelf = (search = '', answer: object | ((variables: never) => unknown) = category()) =>
  visit(`/ja/departments/wagashi${search}`, { answers: { CategoryPage: answer } });
const search = (query: string, answers: Answers) => visit(`/en/search?q=${query}`, { answers });

describe('the page of a category', () => {
  it('asks for all it shows by one operation, narrowed by its address', async () => {
    const { asked, html } = await shelf(
      '?brand=brd_1&min=500&sort=NAME',
      category({ products: list({ facets: [brand(true)] }) }),
    );
    expect(asked.filter(({ name }) => name !== 'ListCategories')).toEqual([
      {
        name: 'CategoryPage',
        variables: {
          ...{ slug: 'wagashi', sort: 'NAME', first: 24, after: null },
          filter: {
            facets: [{ code: 'brand', values: ['brd_1'] }],
            ...{ withoutAllergens: [], minPriceYen: 500, maxPriceYen: null, inStock: false },
          },
        },
      },
    ]);
    expect(html).toContain('「花月庵」をはずす');
  });

  it('has the title and the description that staff wrote for it', async () => {
    const texts = {
      titleJa: '老舗の和菓子',
      titleEn: '',
      descriptionJa: '職人の手から。',
      descriptionEn: '',
    };
    const { html } = await shelf('', category({ pageTexts: texts }));
    expect(html).toContain('<title>老舗の和菓子 | デパチカ</title>');
    expect(html).toContain('<meta name="description" content="職人の手から。"/>');
    const own = await shelf();
    expect(own.html).toContain('<title>和菓子 | デパチカ</title>');
  });

  it.each(['?brand=brd_1', '?stock=1', '?before=there', '?sort=NAME&after=here'])(
    'is not found by others while it is a part of the list: %s',
    async (search) => {
      const { html } = await shelf(search, category({ products: list({ facets: [brand(true)] }) }));
      expect(html).toContain('<meta name="robots" content="noindex"/>');
      expect(html).not.toContain('canonical');
    },
  );

  it('is one page in whatever order, and under whatever else its address says', async () => {
    const { html } = await shelf('?sort=NAME&utm_source=mail');
    expect(html).toContain(`<link rel="canonical" href="${SHOP}/ja/departments/wagashi"/>`);
    expect(html).not.toContain('noindex');
  });

  it('is found by others page by page, in its usual order alone', async () => {
    for (const search of ['?after=here', '?sort=NEWEST&after=here', '?sort=OLDEST&after=here'])
      expect((await shelf(search)).html).toContain(
        `<link rel="canonical" href="${SHOP}/ja/departments/wagashi?after=here"/>`,
      );
  });

  it.each([
    ['a choice that nobody knows', '?brand=gone&sort=NAME', category(), '?sort=NAME&gone=1'],
    ['a place that is none', '?after=garbage&min=500', { category: null }, '?min=500'],
  ])('leads to the page without %s', async (_, search, answer, rest) => {
    const { status, headers } = await shelf(search, answer);
    expect(status).toBe(302);
    expect(headers.get('location')).toBe(`/ja/departments/wagashi${rest}`);
  });

  it('says that something is not there any more that was chosen', async () => {
    const { html } = await shelf('?gone=1', category({ products: list({ totalCount: 1, nodes: [TEA] }) }));
    expect(html).toContain('選ばれていた条件のうち、今はないものをはずしました。');
    expect(html).toContain('noindex');
  });

  it('says that a postal code is not known, which it asks for no longer', async () => {
    const refused = await shelf(`?to=0000000&on=${daysFrom(new Date(), 7)[1]}&min=500`, { category: null });
    expect(refused.headers.get('location')).toBe('/ja/departments/wagashi?min=500&place=unknown');
    const { html } = await shelf('?min=500&place=unknown');
    expect(html).toContain('この郵便番号へは、現在お届けしておりません。');
    expect((await shelf('?place=unknown')).html).toContain('noindex');
  });

  it('leads to where it is now, by an address that it had before', async () => {
    const { status, headers } = await shelf('?sort=NAME', category({ slug: 'sweets' }));
    expect(status).toBe(301);
    expect(headers.get('location')).toBe('/ja/departments/sweets?sort=NAME');
  });

  it('that is none is told to be none', async () => {
    expect((await shelf('?brand=x', { category: null })).status).toBe(404);
  });

  it('on which nothing is left says which choice to take away', async () => {
    const { html } = await shelf('?brand=brd_1', category({ products: list({ facets: [brand(true)] }) }));
    expect(html).toContain('この条件に合う商品はありません。');
    expect(html).toContain('次の条件をはずすと、見つかります。');
  });
});

describe('the page of a search', () => {
  it('says how the query was read, and what it may have meant', async () => {
    const help = {
      ignoredWords: ['best'],
      corrections: [{ from: 'dorayki', to: 'dorayaki' }],
      didYouMean: ['dorayaki box'],
      withoutAllergens: [{ nameJa: '卵', nameEn: 'Egg' }],
    };
    const { html } = await search('best+dorayki', found({}, help));
    expect(html).toContain('“dorayki” was read as “dorayaki”.');
    expect(html).toContain('Found without asking for “best”.');
    expect(html).toContain('Only products that are stated to hold no Egg.');
    expect(html).toContain('href="/en/search?q=dorayaki+box"');
  });

  it('marks what was searched in names and descriptions, as text', async () => {
    const part = (text: string, marked = false) => ({ text, marked });
    const snippet = {
      ...{ nameJa: [part('茶')], descriptionJa: [] },
      nameEn: [part('Green '), part('tea', true)],
      descriptionEn: [part('A <b>'), part('tea', true), part(' of May.')],
    };
    const { html } = await search('tea', found({ totalCount: 1, nodes: [TEA], edges: [{ snippet }] }));
    expect(html).toContain('<span>Green </span><mark>tea</mark>');
    expect(html).toContain('<span>A &lt;b&gt;</span><mark>tea</mark><span> of May.</span>');
  });

  it('asks what others like only where nothing was found at all', async () => {
    const names = async (answers: Answers, query = 'x') =>
      (await search(query, answers)).asked.map(({ name }) => name);
    expect(await names(found())).toContain('PopularProducts');
    expect(await names(found({ totalCount: 3 }))).not.toContain('PopularProducts');
    const narrowed = found({ facets: [brand(true)] });
    expect(await names(narrowed, 'x&brand=brd_1')).not.toContain('PopularProducts');
  });

  it('finds nothing for a text that the graph does not take', async () => {
    const { status, html } = await search('%EF%BF%BF', {
      ...found(),
      SearchPage: { searchProducts: null, searchHelp: null },
    });
    expect(status).toBe(200);
    expect(html).toContain('Try a shorter word');
  });

  it('leads to its first page from a place that is none', async () => {
    const { status, headers } = await search('tea&after=garbage', {
      SearchPage: { searchProducts: null, searchHelp: nothing },
    });
    expect(status).toBe(302);
    expect(headers.get('location')).toBe('/en/search?q=tea');
  });

  it.each(['+', '%00%0A'])('without a query asks the graph for nothing of its own: %s', async (typed) => {
    const { asked, html } = await search(typed, {});
    expect(asked.map(({ name }) => name)).toEqual(['ListCategories']);
    expect(html).toContain('Type the name of a product');
  });
});

describe('what was opened of what was found', () => {
  const choose = (q: string) =>
    visit('/en/search/choice', {
      answers: { NoteSearchChoice: { noteSearchChoice: { __typename: 'NoteSearchChoiceSuccess' } } },
      form: { q },
    });

  it('is counted by its query, and answered with nothing', async () => {
    const { status, html, asked } = await choose('  tea ');
    expect([status, html]).toEqual([204, '']);
    expect(asked).toEqual([{ name: 'NoteSearchChoice', variables: { input: { query: 'tea' } } }]);
  });

  it('of no query is not', async () => {
    expect((await choose(' ')).asked).toEqual([]);
  });
});

describe('what a search field offers', () => {
  const suggestions = [
    { kind: 'CATEGORY', text: '緑茶', textEn: 'Green tea', category: { slug: 'tea' } },
    { kind: 'BRAND', text: '茶舗', textEn: 'Chaho', brand: { slug: 'chaho' } },
    { kind: 'QUERY', text: '茶 筅', textEn: '茶 筅' },
    { kind: 'PRODUCT', text: '茶筒', textEn: 'Tea caddy', category: null, product: { slug: 'tea-caddy' } },
  ];
  const offers = (path: string, answer: object) =>
    visit(`${path}/search/suggestions?q=%E8%8C%B6`, { answers: { SearchSuggestions: answer } });

  it('is told in the language of the page, grouped, with the page of each, and a browser may keep it for a minute', async () => {
    const { html, headers, asked } = await offers('/en', { searchSuggestions: suggestions });
    expect(JSON.parse(html)).toEqual({
      status: '4 suggestions',
      groups: [
        { title: 'Searches', offers: [{ text: '茶 筅', to: '/en/search?q=%E8%8C%B6+%E7%AD%85' }] },
        {
          title: 'Departments and makers',
          offers: [
            { text: 'Green tea', to: '/en/departments/tea' },
            { text: 'Chaho', to: '/en/brands/chaho' },
          ],
        },
        { title: 'Products', offers: [{ text: 'Tea caddy', to: '/en/products/tea-caddy' }] },
      ],
    });
    expect(headers.get('cache-control')).toBe('private, max-age=60');
    expect(asked).toEqual([{ name: 'SearchSuggestions', variables: { prefix: '茶', first: 10 } }]);
  });

  it('is nothing, and not kept, while the catalogue is away', async () => {
    const { html, headers } = await offers('/ja', { searchSuggestions: null });
    expect(JSON.parse(html)).toEqual({ status: '候補はありません', groups: [] });
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
