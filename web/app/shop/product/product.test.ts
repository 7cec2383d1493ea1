import { describe, expect, it } from 'vitest';
import { listed, picture, product, variant } from '../../../testing/goods.ts';
import { visit } from '../../../testing/page-visit.ts';

const page = (changes: object, path = '/ja/products/kuri-kintsuba') =>
  visit(path, { answers: { ProductDetail: { product: { ...product, ...changes } } } });
/** What a person reads of a page, and machines of its `<script>` do not. */
const read = (html: string) =>
  html
    .replaceAll(/<script.*?<\/script>/gs, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('an address that a product had before', () => {
  it('leads to the present one for good, with what was asked and in the language of the page', async () => {
    const { status, headers } = await page({}, '/en/products/old-name?variant=var_1&from=mail');
    expect(status).toBe(301);
    expect(headers.get('location')).toBe('/en/products/kuri-kintsuba?variant=var_1&from=mail');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('is also that by its id', async () => {
    const { status, headers, asked } = await page({}, '/ja/products/prd_1');
    expect([status, headers.get('location')]).toEqual([301, '/ja/products/kuri-kintsuba']);
    expect(asked.find(({ name }) => name === 'ProductDetail')?.variables).toEqual({ id: 'prd_1' });
  });

  it('is no page where nothing is', async () => {
    const { status } = await visit('/ja/products/nothing', { answers: { ProductDetail: { product: null } } });
    expect(status).toBe(404);
  });
});

describe('the page of a product', () => {
  it('tells of a sale its price, the usual one and until when', async () => {
    const { html } = await page({
      variants: [
        variant({ priceYen: 648, regularPriceYen: 810, saleEndsAt: '2026-12-03T14:59:00.000Z' }),
        variant({ id: 'var_2', sku: 'WA-2', label: '6個入', priceYen: 1_620 }),
      ],
    });
    expect(read(html)).toContain('¥648〜 ※ 税込 通常価格 ¥810');
    expect(read(html)).toContain('※ 軽減税率（8％）対象');
    expect(html).toContain('<s>¥810</s>');
    expect(read(html)).toContain('この価格は12月3日(木) 23:59まで');
  });

  it('compares with no usual price where the shop may not', async () => {
    const { html } = await page({ variants: [variant({ saleEndsAt: '2026-12-03T14:59:00.000Z' })] });
    expect(read(html)).not.toContain('通常価格');
    expect(read(html)).toContain('この価格は');
  });

  it('names what is in it by both lists of the law, also where one is empty', async () => {
    const allergens = [
      { nameJa: '卵', nameEn: 'Egg', mandatory: true },
      { nameJa: '小麦', nameEn: 'Wheat', mandatory: true },
    ];
    const { html } = await page({ allergens });
    expect(read(html)).toContain('特定原材料（表示が義務のもの） 卵・小麦');
    expect(read(html)).toContain('特定原材料に準ずるもの（表示が推奨のもの） 含まれていません');
    const { html: english } = await page({ allergens }, '/en/products/kuri-kintsuba');
    expect(read(english)).toContain('Egg, Wheat');
  });

  it('never shows what nobody has stated as none', async () => {
    const { html } = await page({ allergens: null });
    expect(read(html)).toContain('含まれていないという意味ではありません');
    const { html: thing } = await page({ allergens: null, taxClass: 'STANDARD' });
    expect(read(thing)).not.toContain('アレルギー物質');
  });

  it('tells how it is kept, how long, when it is ready and what the shop has added', async () => {
    const attributes = [{ nameJa: '産地', nameEn: 'Origin', valueJa: '北海道', valueEn: 'Hokkaido' }];
    const told = { temperature: 'CHILLED', shelfLifeDays: 4, leadTimeDays: 2, attributes };
    const { html } = await page(told);
    const text = read(html);
    for (const line of ['保存方法 冷蔵（10℃以下）', '日持ち お届けの日から4日', '産地 北海道'])
      expect(text).toContain(line);
    expect(text).toContain('ご用意 ご注文から2日かかります');
    expect(read((await page({})).html)).not.toContain('保存方法');
  });

  it('tells who may not buy it, before it can be chosen', async () => {
    const text = read((await page({ ageRestricted: true })).html);
    expect(text.indexOf('20歳未満の方の飲酒は法律で禁じられています')).toBeGreaterThan(0);
    expect(text.indexOf('20歳未満')).toBeLessThan(text.indexOf('カートに入れる'));
    expect(read((await page({})).html)).not.toContain('20歳未満');
  });

  it('leads to who makes it, unless nobody knows', async () => {
    expect((await page({})).html).toContain('href="/ja/brands/kagetsuan"');
    expect((await page({ maker: null })).html).not.toContain('/brands/');
  });

  it('shows words that stand on it, and what goes with it, of whose stock it claims nothing', async () => {
    const labels = [{ nameJa: '数量限定', nameEn: 'Limited' }];
    const { variants: _, ...beside } = listed({ id: 'prd_2', slug: 'matcha', nameJa: '宇治抹茶' });
    const { html } = await page({ labels, related: [beside] });
    expect(read(html)).toContain('数量限定');
    expect(html).toContain('href="/ja/products/matcha"');
    expect(read(html)).not.toContain('在庫を確認できません');
  });

  it('is called as staff wrote it for search engines', async () => {
    const pageTexts = { ...product.pageTexts, titleJa: '栗の和菓子', descriptionJa: '秋の味。' };
    const { html } = await page({ pageTexts });
    expect(html).toContain('<title>栗の和菓子 | デパチカ</title>');
    expect(html).toContain('<meta name="description" content="秋の味。"/>');
    expect(html).toContain('<meta property="og:title" content="栗の和菓子"/>');
  });

  it('sends a browser no text of the other language', async () => {
    const { html } = await page({});
    expect(html).not.toContain('Sweet.');
  });
});

describe('a variant with a picture of its own', () => {
  const pictures = [picture('whole'), picture('black', 'var_1'), picture('white', 'var_2')];
  const two = { pictures, variants: [variant(), variant({ id: 'var_2', sku: 'WA-2', label: '白' })] };
  const shown = (html: string) => [...html.matchAll(/<img [^>]*alt="([^"]*)"/g)].map(([, alt]) => alt);

  it('shows it first when the address chooses the variant, which is chosen to buy too', async () => {
    const { html } = await page(two, '/ja/products/kuri-kintsuba?variant=var_2');
    expect(shown(html)).toEqual(['whiteの画像', 'wholeの画像']);
    expect(html).toMatch(/<input [^>]*value="var_2"[^>]*checked=""|<input [^>]*checked=""[^>]*value="var_2"/);
    expect(html).toContain('aria-current="true"');
  });

  it('can be come to by a link', async () => {
    const { html } = await page(two);
    expect(shown(html)).toEqual(['wholeの画像', 'blackの画像', 'whiteの画像']);
    expect(html).toContain('href="/ja/products/kuri-kintsuba?variant=var_2"');
  });

  it('is cut around what must stay seen', async () => {
    expect((await page(two)).html).toContain('data-focus="2"');
  });
});
