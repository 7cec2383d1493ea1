import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  availableOf,
  type Buyer,
  cardToken,
  lastSlot,
  newBuyer,
  orderInput,
  orderPage,
  orderUntil,
  placeOrder,
  pointsOf,
  slotsOf,
  statusOf,
  welcomed,
} from '../support/buyer.ts';
import { newProduct } from '../support/catalogue.ts';
import { logIn, type Shop } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';

export function describeBuying(rested: () => Promise<Shop>): void {
  describe('People who buy', () => {
    let shop: Shop;
    let staff: ShopClient;

    beforeAll(async () => {
      shop = await rested();
      staff = await logIn(shop, 'staff@example.jp');
    });

    describe('A customer who is new to the shop', () => {
      let buyer: Buyer;
      let product: Json;
      let variant: Json;
      let slot: Json;
      let order: Json;
      let stockBefore: number;

      it('registers, and logs in with what they chose', async () => {
        buyer = await newBuyer(shop);
        const { me } = await buyer.run('my-account');
        expect(me).toMatchObject({ email: buyer.email, role: 'CUSTOMER' });
        expect(me.addresses[0].deliveryZone).toMatchObject({ code: 'NIHONBASHI', feeYen: 330 });
      });

      it('finds a product by its reading, in hiragana, katakana and half-width katakana alike', async () => {
        const found = await Promise.all(
          ['どらやき', 'ドラヤキ', 'ﾄﾞﾗﾔｷ'].map((query) => buyer.run('search-products', { query, first: 5 })),
        );
        const [first, ...others] = found.map(({ searchProducts }) =>
          searchProducts.nodes.map(({ id }: Json) => id),
        );
        expect(first.length).toBeGreaterThan(0);
        for (const other of others) expect(other).toEqual(first);
        product = found[0].searchProducts.nodes.find(({ variants }: Json) =>
          variants.some(({ stock }: Json) => stock.available >= 5),
        );
      });

      it('sees the stock of the moment on the product page', async () => {
        ({ product } = await buyer.run('product-page', { id: product.id }));
        variant = product.variants.find(({ stock }: Json) => stock.available >= 5);
        stockBefore = variant.stock.available;
        expect(variant.stock.status).not.toBe('OUT_OF_STOCK');
      });

      it('chooses a slot of the zone that serves the address', async () => {
        const slots = await slotsOf(buyer);
        expect(slots.length).toBeGreaterThanOrEqual(5);
        slot = slots.at(-1);
        expect(slot).toMatchObject({ status: 'OPEN', feeYen: 330 });
      });

      it('fills the cart and is quoted total, tax per rate and every way to pay', async () => {
        const result = await buyer.mutate('set-cart-line', { variantId: variant.id, quantity: 2 });
        expect(result.cart).toMatchObject({ pieces: 2, subtotalYen: 2 * variant.priceYen });
        const { quote } = await buyer.run('quote', {
          input: { addressId: buyer.addressId, deliverySlotId: slot.id },
        });
        const gross = 2 * variant.priceYen;
        expect(quote).toMatchObject({ subtotalYen: gross, deliveryFeeYen: 330, totalYen: gross + 330 });
        const rate = variant.taxRatePercent;
        expect(quote.taxes).toContainEqual({
          taxRatePercent: rate,
          grossYen: rate === 10 ? gross + 330 : gross,
          taxYen: Math.floor(((rate === 10 ? gross + 330 : gross) * rate) / (100 + rate)),
        });
        expect(quote.paymentOffers.map(({ method, offered }: Json) => [method, offered])).toEqual([
          ['CARD', true],
          ['KONBINI', true],
          ['CASH_ON_DELIVERY', true],
          ['POINTS', false],
        ]);
      });

      it('places the order of the cart, and it is confirmed', async () => {
        const result = await buyer.mutate('place-order', {
          idempotencyKey: randomUUID(),
          addressId: buyer.addressId,
          deliverySlotId: slot.id,
          payment: { method: 'CARD', cardToken: await cardToken(buyer) },
          expectedTotalYen: 2 * variant.priceYen + 330,
        });
        expect(result.__typename, result.message).toBe('PlaceOrderSuccess');
        expect(result.order).toMatchObject({ status: 'PENDING', version: 1 });
        order = await statusOf(buyer, result.order.id, 'CONFIRMED');
        expect((await buyer.run('cart')).cart.pieces).toBe(0);
      });

      it('sees stock, slot, payment and parcel of the order in one query', async () => {
        const seen = await orderUntil(buyer, order.id, ({ shipments }) => shipments.length === 1);
        expect(seen.lines[0].variant.stock.available).toBe(stockBefore - 2);
        expect(seen.deliverySlot).toEqual({ id: slot.id, placesLeft: slot.placesLeft - 1 });
        expect(seen.payments).toMatchObject([
          { method: 'CARD', status: 'AUTHORIZED', amountYen: seen.totalYen, cardLabel: 'VISA 4242' },
        ]);
        expect(seen.shipments[0].status).toBe('CREATED');
        expect(seen.allowedActions).toEqual(['CANCEL']);
      });

      it('follows the order from any version on, every status once and in order', async () => {
        const fromStart = buyer.follow('track-order', { orderId: order.id, since: 0 });
        await fromStart.until((events) => events.length === 2);
        expect(fromStart.events.map(({ version, to }) => [version, to])).toEqual([
          [1, 'PENDING'],
          [2, 'CONFIRMED'],
        ]);
        expect(fromStart.events[1].order.payments).toEqual([{ status: 'AUTHORIZED' }]);
        await fromStart.stop();

        const reconnected = buyer.follow('track-order', { orderId: order.id, since: 2 });
        const cancelled = await buyer.mutate('cancel-order', { orderId: order.id });
        expect(cancelled.order).toMatchObject({ status: 'CANCELLED', cancelReason: 'CUSTOMER' });
        await reconnected.until((events) => events.length === 1);
        expect(reconnected.events).toMatchObject([{ version: 3, from: 'CONFIRMED', to: 'CANCELLED' }]);
        await reconnected.stop();
      });

      it('has stock, slot and money back after the order was cancelled', async () => {
        const seen = await orderUntil(
          buyer,
          order.id,
          ({ payments, shipments, deliverySlot }) =>
            payments[0].status === 'VOIDED' && shipments[0].status === 'CANCELLED' && deliverySlot === null,
        );
        expect(seen.status).toBe('CANCELLED');
        await expect.poll(() => availableOf(buyer, product.id, variant.id)).toBe(stockBefore);
        const again = (await slotsOf(buyer)).find(({ id }) => id === slot.id);
        expect(again.placesLeft).toBe(slot.placesLeft);
      });
    });

    describe('Points', () => {
      it('pay part of an order, and come back when it is cancelled', async () => {
        const buyer = await newBuyer(shop);
        await welcomed(buyer);
        const product = await newProduct(staff, { pieces: 1, priceYen: 2_000 });
        const slot = await lastSlot(buyer);
        const order = await placeOrder(buyer, { ...product, slotId: slot.id, points: 200 });
        expect(order).toMatchObject({ totalYen: 2_330, pointsUsed: 200, amountDueYen: 2_130 });
        const confirmed = await statusOf(buyer, order.id, 'CONFIRMED');
        expect(confirmed.payments).toMatchObject([{ amountYen: 2_130, points: 200 }]);
        await expect.poll(() => pointsOf(buyer)).toMatchObject({ spendable: 300, held: 0, pending: 21 });

        await buyer.mutate('cancel-order', { orderId: order.id });
        await expect.poll(() => pointsOf(buyer)).toEqual({ spendable: 500, held: 0, pending: 0 });
        await expect.poll(() => availableOf(buyer, product.productId, product.variantId)).toBe(1);
      });

      it('pay an order in full, without any other way to pay', async () => {
        const buyer = await newBuyer(shop);
        await welcomed(buyer);
        const product = await newProduct(staff, { pieces: 1, priceYen: 170 });
        const slot = await lastSlot(buyer);
        const wish = { ...product, slotId: slot.id, points: 500 };
        const order = await placeOrder(buyer, { ...wish, payment: { method: 'POINTS' } });
        expect(order).toMatchObject({ totalYen: 500, amountDueYen: 0 });
        await statusOf(buyer, order.id, 'CONFIRMED');
        await expect.poll(() => pointsOf(buyer)).toMatchObject({ spendable: 0, held: 0 });
        await buyer.mutate('cancel-order', { orderId: order.id });
        await expect.poll(() => pointsOf(buyer)).toMatchObject({ spendable: 500, held: 0 });
      });

      it('are refused when there are fewer, and nothing stays held', async () => {
        const buyer = await newBuyer(shop);
        await welcomed(buyer);
        const product = await newProduct(staff, { pieces: 1, priceYen: 2_000 });
        const slot = await lastSlot(buyer);
        const input = await orderInput(buyer, { ...product, slotId: slot.id, points: 501 });
        expect(await buyer.mutate('place-order', input)).toMatchObject({
          __typename: 'InsufficientPoints',
          requested: 501,
          spendable: 500,
        });
        expect(await availableOf(buyer, product.productId, product.variantId)).toBe(1);
      });
    });

    describe('A card that is declined', () => {
      async function declined() {
        const buyer = await newBuyer(shop);
        const product = await newProduct(staff, { pieces: 1 });
        const slot = await lastSlot(buyer);
        const payment = { method: 'CARD', cardToken: await cardToken(buyer, '4000000000009995') };
        return { buyer, product, order: await placeOrder(buyer, { ...product, slotId: slot.id, payment }) };
      }

      it('leaves the order waiting, may be followed by another one, and the order is confirmed by that', async () => {
        const { buyer, product, order } = await declined();
        const waiting = await statusOf(buyer, order.id, 'AWAITING_PAYMENT');
        expect(waiting).toMatchObject({ paymentStatus: 'FAILED', paymentAttempts: 1 });
        expect(waiting.payments[0].failureCode).toBe('INSUFFICIENT_FUNDS');
        const offered = waiting.paymentOffers.filter((offer: Json) => offer.offered);
        expect(offered.map(({ method }: Json) => method)).toContain('CASH_ON_DELIVERY');
        const retry = { orderId: order.id, payment: { method: 'CARD', cardToken: await cardToken(buyer) } };
        const input = { ...retry, idempotencyKey: randomUUID() };
        const answers = await Promise.all([1, 2, 3].map(() => buyer.mutate('retry-payment', input)));
        expect(answers.map(({ __typename }) => __typename)).toEqual(Array(3).fill('RetryPaymentSuccess'));
        const confirmed = await statusOf(buyer, order.id, 'CONFIRMED');
        expect(confirmed).toMatchObject({ paymentStatus: 'AUTHORIZED', paymentAttempts: 2, payUntil: null });
        expect(await availableOf(buyer, product.productId, product.variantId)).toBe(0);
      });

      it('ends the order when the customer gives up, puts its lines into the cart, and everything held goes back', async () => {
        const { buyer, product, order } = await declined();
        await statusOf(buyer, order.id, 'AWAITING_PAYMENT');
        await buyer.mutate('cancel-order', { orderId: order.id });
        const ended = await statusOf(buyer, order.id, 'CANCELLED');
        expect(ended).toMatchObject({ cancelReason: 'CUSTOMER', paymentStatus: 'FAILED' });
        expect(ended.payments[0].failureCode).toBe('INSUFFICIENT_FUNDS');
        await expect.poll(() => availableOf(buyer, product.productId, product.variantId)).toBe(1);
        const { cart } = await buyer.run('cart');
        expect(cart.lines).toMatchObject([{ quantity: 1, variant: { id: product.variantId } }]);
      });
    });

    describe('An idempotency key', () => {
      it('sent twenty times at once places one order, which all twenty get', async () => {
        const buyer = await newBuyer(shop);
        const product = await newProduct(staff, { pieces: 20 });
        const slot = await lastSlot(buyer);
        const input = await orderInput(buyer, { ...product, slotId: slot.id });
        const results = await Promise.all(
          Array.from({ length: 20 }, () => buyer.mutate('place-order', input)),
        );
        expect(new Set(results.map(({ __typename }) => __typename))).toEqual(new Set(['PlaceOrderSuccess']));
        expect(new Set(results.map(({ order }) => order.id)).size).toBe(1);
        const { me } = await buyer.run('my-orders');
        expect(me.orders.nodes).toHaveLength(1);
        expect(await availableOf(buyer, product.productId, product.variantId)).toBe(19);

        const other = { ...input, lines: [{ variantId: product.variantId, quantity: 2 }] };
        expect(await buyer.mutate('place-order', other)).toMatchObject({
          __typename: 'IdempotencyKeyReused',
        });
        await statusOf(buyer, results[0].order.id, 'CONFIRMED');
        expect((await orderPage(buyer, results[0].order.id)).version).toBe(2);
      });
    });
  });
}
