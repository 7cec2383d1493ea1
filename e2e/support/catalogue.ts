import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Json, ShopClient } from './shop-client.ts';

/** A product that one test alone sells. */
export interface OwnProduct {
  readonly productId: string;
  readonly variantId: string;
  readonly priceYen: number;
  readonly locationId: string;
}

/** @param terms.pieces on hand at the first location; 0 leaves it without stock */
export async function newProduct(
  staff: ShopClient,
  terms: { readonly pieces: number; readonly priceYen?: number },
): Promise<OwnProduct> {
  const priceYen = terms.priceYen ?? 1_080;
  const { categories } = await staff.run('list-categories');
  const { product } = await staff.mutate('create-product', {
    nameJa: '試験どら焼き',
    nameEn: 'Test dorayaki',
    nameKana: 'シケンドラヤキ',
    brand: '試験堂',
    categoryId: categories[0].id,
    taxClass: 'REDUCED',
    status: 'ACTIVE',
    variants: [{ sku: `E2E-${randomUUID().slice(0, 12).toUpperCase()}`, priceYen }],
  });
  const { stockLocations } = await staff.run('stock-locations');
  const own = {
    productId: product.id,
    variantId: product.variants[0].id,
    priceYen,
    locationId: stockLocations[0].id,
  };
  if (terms.pieces > 0) await receive(staff, own, terms.pieces);
  return own;
}

export async function receive(staff: ShopClient, product: OwnProduct, quantity: number): Promise<void> {
  const { variantId, locationId } = product;
  const result = await staff.mutate('receive-stock', {
    idempotencyKey: randomUUID(),
    variantId,
    locationId,
    quantity,
  });
  expect(result.__typename, result.message).toBe('ReceiveStockSuccess');
}

/** Counts the shelf: everything that is not promised is gone. */
export async function emptyShelf(staff: ShopClient, product: OwnProduct): Promise<void> {
  const level = await levelOf(staff, product);
  const result = await staff.mutate('adjust-stock', {
    variantId: product.variantId,
    locationId: product.locationId,
    onHand: level.reserved,
    expectedVersion: level.version,
    reason: 'counted',
  });
  expect(result.__typename, result.message).toBe('AdjustStockSuccess');
}

/** On hand, reserved, available and version of a product with one variant at one location. */
export async function levelOf(staff: ShopClient, { productId }: OwnProduct): Promise<Json> {
  const { product } = await staff.run('stock-of-product', { id: productId });
  return product.variants[0].stock.levels[0];
}
