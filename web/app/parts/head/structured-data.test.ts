import { expect, it } from 'vitest';
import { breadcrumbData, productData, scriptText, wholeAddress } from './structured-data.ts';

const product = {
  name: '桜どら焼き',
  description: '',
  brand: '花月庵',
  url: 'https://shop.example/ja/products/prd_1',
  image: 'https://shop.example/images/prd_1.svg',
  variants: [
    { sku: 'WA-1', label: '3個入', priceYen: 810, stock: { status: 'LOW' } },
    { sku: 'WA-2', label: '', priceYen: 1_620, stock: null },
  ],
} as const;

it('a name cannot end the script that it stands in', () => {
  const text = scriptText(productData({ ...product, name: '</script><script>alert(1)//<!--' }));
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toMatchObject({ name: '</script><script>alert(1)//<!--' });
});

it('every variant is an offer, and of stock that nobody knows nothing is claimed', () => {
  const { offers, description } = productData(product) as { offers: object[]; description?: string };
  expect(offers).toEqual([
    expect.objectContaining({
      price: 810,
      priceCurrency: 'JPY',
      availability: 'https://schema.org/LimitedAvailability',
    }),
    expect.not.objectContaining({ availability: expect.anything() }),
  ]);
  expect(description).toBeUndefined();
});

it('places are counted from the entrance', () => {
  const places = [
    { name: 'ホーム', url: 'https://shop.example/ja' },
    { name: '和菓子', url: 'https://shop.example/ja/departments/wagashi' },
  ];
  expect(breadcrumbData(places)).toMatchObject({
    itemListElement: [{ position: 1 }, { position: 2, name: '和菓子', item: places[1]!.url }],
  });
});

it('a picture of the shop gets its address, one from elsewhere keeps its own', () => {
  expect(wholeAddress('https://shop.example', '/images/a.svg')).toBe('https://shop.example/images/a.svg');
  expect(wholeAddress('https://shop.example', 'https://pictures.example/a.png')).toBe(
    'https://pictures.example/a.png',
  );
});

it('what is known besides stands there: who makes it, where it stands, until when a price holds', () => {
  const [first, second] = product.variants;
  const told = productData({
    ...product,
    brandUrl: 'https://shop.example/ja/brands/kagetsuan',
    category: '和菓子 > 餅・饅頭',
    properties: [{ name: '産地', value: '北海道' }],
    variants: [
      { ...first, saleEndsAt: '2026-12-01T03:00:00.000Z' },
      { ...second, saleEndsAt: null },
    ],
  });
  expect(told).toMatchObject({
    brand: { name: '花月庵', url: 'https://shop.example/ja/brands/kagetsuan' },
    category: '和菓子 > 餅・饅頭',
    additionalProperty: [{ '@type': 'PropertyValue', name: '産地', value: '北海道' }],
  });
  expect((told.offers as { priceValidUntil?: string }[]).map((offer) => offer.priceValidUntil)).toEqual([
    '2026-12-01T03:00:00.000Z',
    undefined,
  ]);
});
