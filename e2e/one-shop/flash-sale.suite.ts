import { beforeAll, describe, expect, it } from 'vitest';
import {
  availableOf,
  type Buyer,
  lastSlot,
  newBuyer,
  orderInput,
  orderPage,
  pointsOf,
  slotsOf,
  statusOf,
  welcomed,
} from '../support/buyer.ts';
import { newProduct } from '../support/catalogue.ts';
import { eventually } from '../support/eventually.ts';
import { logIn, type Shop } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';

/** The embedded database has one session for all: a smaller flash sale there tells as much. */
const FLASH_SALE = process.env.TEST_DATABASE_URL
  ? { buyers: 200, pieces: 50, places: 20 }
  : { buyers: 40, pieces: 10, places: 5 };

export function describeFlashSale(rested: () => Promise<Shop>): void {
  describe('A flash sale', () => {
    let shop: Shop;
    let staff: ShopClient;
    let buyers: Buyer[];

    beforeAll(async () => {
      shop = await rested();
      staff = await logIn(shop, 'staff@example.jp');
      buyers = await Promise.all(Array.from({ length: FLASH_SALE.buyers }, () => newBuyer(shop)));
    });

    const CASH = { method: 'CASH_ON_DELIVERY' };

    /** All at once. @returns how often each outcome came */
    async function rush(
      inputs: readonly { buyer: Buyer; input: Json }[],
    ): Promise<{ counts: Json; orders: Json[] }> {
      const results = await Promise.all(inputs.map(({ buyer, input }) => buyer.mutate('place-order', input)));
      const counts: Json = {};
      for (const { __typename } of results) counts[__typename] = (counts[__typename] ?? 0) + 1;
      return { counts, orders: results.flatMap(({ order }) => order ?? []) };
    }

    it(`${FLASH_SALE.buyers} buyers at once for ${FLASH_SALE.pieces} pieces: every piece is sold once, the others are told so`, async () => {
      const product = await newProduct(staff, { pieces: FLASH_SALE.pieces });
      const open = (await slotsOf(buyers[0]!)).slice(-10);
      // Ten slots have room for everybody: only stock decides.
      const inputs = await Promise.all(
        buyers.map(async (buyer, i) => ({
          buyer,
          input: await orderInput(buyer, { ...product, slotId: open[i % 10].id }),
        })),
      );
      const { counts, orders } = await rush(inputs);
      expect(counts).toEqual({
        PlaceOrderSuccess: FLASH_SALE.pieces,
        InsufficientStock: FLASH_SALE.buyers - FLASH_SALE.pieces,
      });
      for (const { id } of orders) await statusOf(staff, id, 'CONFIRMED');
      expect(await availableOf(staff, product.productId, product.variantId)).toBe(0);
    });

    it(`${FLASH_SALE.buyers} buyers at once for the last ${FLASH_SALE.places} places of a slot: each place is taken once`, async () => {
      const product = await newProduct(staff, { pieces: FLASH_SALE.buyers });
      const slot = (await slotsOf(buyers[0]!)).at(-11);
      const set = { id: slot.id, expectedVersion: 1, capacity: FLASH_SALE.places };
      expect(await staff.mutate('update-delivery-slot', set)).toMatchObject({
        slot: { placesLeft: FLASH_SALE.places },
      });
      const inputs = await Promise.all(
        buyers.map(async (buyer) => ({
          buyer,
          input: await orderInput(buyer, { ...product, slotId: slot.id, payment: CASH }),
        })),
      );
      const { counts, orders } = await rush(inputs);
      expect(counts).toEqual({
        PlaceOrderSuccess: FLASH_SALE.places,
        SlotNotAvailable: FLASH_SALE.buyers - FLASH_SALE.places,
      });
      for (const { id } of orders) await statusOf(staff, id, 'CONFIRMED');
      expect((await orderPage(staff, orders[0].id)).deliverySlot.placesLeft).toBe(0);
      // What was held for those who found no place is there again.
      await eventually(
        () => availableOf(staff, product.productId, product.variantId),
        (available) => available === FLASH_SALE.buyers - FLASH_SALE.places,
      );
    });

    it('ten orders at once that each spend all points: one of them does', async () => {
      const [buyer] = buyers as [Buyer];
      await welcomed(buyer);
      const product = await newProduct(staff, { pieces: 10 });
      const { id: slotId } = await lastSlot(buyer);
      const wish = { ...product, slotId, points: 500, payment: CASH };
      const inputs = await Promise.all(
        Array.from({ length: 10 }, async () => ({ buyer, input: await orderInput(buyer, wish) })),
      );
      const { counts, orders } = await rush(inputs);
      expect(counts).toEqual({ PlaceOrderSuccess: 1, InsufficientPoints: 9 });
      await statusOf(buyer, orders[0].id, 'CONFIRMED');
      await eventually(
        () => pointsOf(buyer),
        ({ spendable, held }) => spendable === 0 && held === 0,
      );
    });
  });
}
