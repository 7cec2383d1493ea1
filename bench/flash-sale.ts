import { demoAccounts } from '@depachika/demo/people.ts';
import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import pg from 'pg';
import { type BenchClient, benchClient } from './client.ts';
import { makeRoom } from './crowd.ts';
import { type Buyer, PLACE } from './orders.ts';
import type { ShopProcess } from './shop-process.ts';
import type { BenchRow } from './table.ts';

const FLASH_SALE = 200;
const PIECES = 50;

/** Two hundred buyers at once for fifty pieces: how many orders there are, and how long the last one waited. */
export async function benchFlashSale(
  shop: ShopProcess,
  buyers: readonly Buyer[],
  variantId: string,
): Promise<BenchRow[]> {
  const staff = await enterAsStaff(shop);
  await stockUp(shop, staff, variantId);
  const crowd = await makeRoom(staff, buyers, FLASH_SALE);
  const began = performance.now();
  const outcomes = await Promise.all(
    Array.from({ length: FLASH_SALE }, async (_, index) => {
      const buyer = crowd[index % crowd.length]!;
      const { placeOrder } = await buyer.ask<{ placeOrder: { __typename: string } }>(PLACE, {
        input: {
          idempotencyKey: crypto.randomUUID(),
          lines: [{ variantId, quantity: 1 }],
          addressId: buyer.addressId,
          deliverySlotId: buyer.slotId,
          payment: { method: 'CARD', paymentMethodId: buyer.paymentMethodId },
        },
      });
      return placeOrder.__typename;
    }),
  );
  const tookMs = performance.now() - began;
  const count = (name: string) => outcomes.filter((outcome) => outcome === name).length;
  const placed = count('PlaceOrderSuccess');
  return [
    {
      name: `${FLASH_SALE} buyers at once for ${PIECES} pieces: orders`,
      value: placed,
      unit: `of ${PIECES}`,
      comparedTo: 'Vendure 3.7 sells 200',
      ratio: placed / PIECES,
    },
    {
      name: 'The same: typed refusals (InsufficientStock)',
      value: count('InsufficientStock'),
      unit: `of ${FLASH_SALE - PIECES}`,
    },
    { name: 'The same, until the last has an answer', value: tookMs, unit: 'ms' },
  ];
}

async function enterAsStaff(shop: ShopProcess): Promise<BenchClient> {
  const { login } = await benchClient(shop.url)<{ login: { session: { accessToken: string } } }>(
    'mutation Login($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { session { accessToken } } } }',
    { input: { email: demoAccounts.staff.email, password: DEMO_PASSWORD } },
  );
  return benchClient(shop.url, login.session.accessToken);
}

/** Counts the variant down to nothing everywhere and up to the wanted pieces in the warehouse, which delivers to every zone. */
async function stockUp(shop: ShopProcess, ask: BenchClient, variantId: string): Promise<void> {
  const client = new pg.Client(shop.databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ location_id: string; reserved: number; version: number }>(
    'SELECT location_id, reserved, version FROM inventory.levels WHERE variant_id = $1 ORDER BY location_id',
    [variantId],
  );
  await client.end();
  for (const [index, level] of rows.entries()) {
    const onHand = level.reserved + (index === rows.length - 1 ? PIECES : 0);
    const { adjustStock } = await ask<{ adjustStock: { __typename: string } }>(
      'mutation Count($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }',
      {
        input: {
          variantId,
          locationId: level.location_id,
          onHand,
          expectedVersion: level.version,
          reason: 'benchmark',
        },
      },
    );
    if (adjustStock.__typename !== 'AdjustStockSuccess')
      throw new Error(`Counting failed: ${adjustStock.__typename}`);
  }
}
