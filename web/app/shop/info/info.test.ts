import { describe, expect, it } from 'vitest';
import { visit } from '../../../testing/page-visit.ts';

const zone = (code: string, feeYen: number, west: number) => ({
  code,
  nameJa: `${code}区`,
  nameEn: code,
  feeYen,
  minOrderYen: 0,
  sameDay: feeYen < 500,
  geoJson: JSON.stringify({
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [west, 35.66],
          [west + 0.02, 35.66],
          [west + 0.02, 35.68],
          [west, 35.66],
        ],
      ],
    ],
  }),
});
const shop = {
  ...{
    id: 'shop',
    nameJa: 'デパチカ',
    nameEn: 'Depachika',
    sellerJa: '株式会社見本',
    sellerEn: 'Sample Ltd.',
  },
  ...{
    managerJa: '見本 花子',
    managerEn: null,
    addressJa: '東京都',
    addressEn: 'Tokyo',
    phone: '03-0000-0000',
  },
  ...{ email: 'shop@shop.example', hoursJa: '10時', hoursEn: '10:00', invoiceNumber: 'T0000000000000' },
  ...{
    returnDays: 8,
    retryMinutes: 15,
    deliveryZones: [zone('CHUO', 440, 139.76), zone('KOTO', 880, 139.79)],
  },
};
const page = (path: string, changes: object | null = {}) =>
  visit(path, { answers: { ShopInfo: { shop: changes && { ...shop, ...changes } } } });

describe('the legal notice', () => {
  it.each([
    ['ja', ['株式会社見本', '見本 花子', '03-0000-0000', 'T0000000000000', 'お届けから8日以内']],
    ['en', ['Sample Ltd.', '見本 花子', 'Tokyo', 'Within 8 days']],
  ])(
    'tells who sells and on what terms in %s, in the other language where there is no word',
    async (language, texts) => {
      const { status, html } = await page(`/${language}/law`);
      expect(status).toBe(200);
      for (const text of texts) expect(html).toContain(text);
    },
  );

  it('leaves out what nobody told', async () => {
    const { html } = await page('/ja/law', { sellerJa: null, sellerEn: null, invoiceNumber: null });
    expect(html).not.toContain('販売業者<');
    expect(html).not.toContain('適格請求書');
  });

  it('says so while orders is away, and keeps the rest', async () => {
    const { status, html } = await page('/ja/law', null);
    expect(status).toBe(200);
    expect(html).toContain('いま表示できません');
    expect(html).toContain('代金引換');
  });
});

describe('fees', () => {
  it('stand in a table and, by number, on a map', async () => {
    const { html } = await page('/en/delivery');
    expect(html).toContain('¥440');
    expect(html).toContain('¥880');
    expect(html.match(/<path[^>]*data-tone/g)).toHaveLength(2);
    expect(html).not.toContain('MultiPolygon');
  });

  it('stand without a map where a zone lies elsewhere, and say so where there are none', async () => {
    const elsewhere = await page('/ja/delivery', { deliveryZones: [zone('OSAKA', 440, 135.5)] });
    expect(elsewhere.html).not.toContain('data-tone');
    expect(elsewhere.html).toContain('OSAKA区');
    expect((await page('/ja/delivery', { deliveryZones: [] })).html).toContain(
      'いまお届けできる地域はありません',
    );
    expect((await page('/ja/delivery', { deliveryZones: null })).html).toContain('いま表示できません');
  });
});

it.each(['guide', 'privacy'])(
  'the page %s is there in both languages, and every page leads to it',
  async (name) => {
    for (const language of ['ja', 'en']) {
      const { status, html } = await page(`/${language}/${name}`);
      expect(status).toBe(200);
      expect(html).toContain(`href="/${language}/${name}"`);
    }
  },
);
