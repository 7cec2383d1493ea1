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
