import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Buyer,
  cardToken,
  lastSlot,
  newBuyer,
  orderPage,
  orderUntil,
  placeOrder,
  pointsOf,
  statusOf,
  welcomed,
} from '../support/buyer.ts';
import { newProduct, type OwnProduct } from '../support/catalogue.ts';
import { payAtRegister } from '../support/payment-provider.ts';
import { logIn, type Shop } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';

// Nothing leaves the house whose money is not certain, and a customer is sent to the issuer where it asks.

const REFUSES_CAPTURE = '4000000000000101';
const CHALLENGES = '4000000000003220';

export function describePaidGoods(rested: () => Promise<Shop>): void {
  describe('Goods and their money', () => {
    let shop: Shop;
    let staff: ShopClient;
    let buyer: Buyer;
    let product: OwnProduct;
    let slot: Json;

    beforeAll(async () => {
      shop = await rested();
      staff = await logIn(shop, 'staff@example.jp');
      buyer = await newBuyer(shop);
      await welcomed(buyer);
      product = await newProduct(staff, { pieces: 20 });
      slot = await lastSlot(buyer);
    });

    async function place(payment?: object): Promise<Json> {
      return placeOrder(buyer, {
        variantId: product.variantId,
        slotId: slot.id,
        ...(payment ? { payment } : {}),
      });
    }

    async function byCard(number: string): Promise<Json> {
      return place({ method: 'CARD', cardToken: await cardToken(buyer, number) });
    }

    async function record(orderId: string, status: string): Promise<Json> {
      const { shipments } = await orderUntil(staff, orderId, (order) => order.shipments.length === 1);
      const [{ id: shipmentId, events }] = shipments;
      return staff.mutate('record-shipment-progress', {
        shipmentId,
        // Every step is one version.
        expectedVersion: events.length,
        agreedEarlier: true,
        status,
      });
    }

    describe('A card that refuses its capture', () => {
      let order: Json;

      it('keeps the parcel where it is, with the order as it was and its payment failed', async () => {
        order = await byCard(REFUSES_CAPTURE);
        await statusOf(buyer, order.id, 'CONFIRMED');
        expect(await record(order.id, 'PICKED_UP')).toMatchObject({
          __typename: 'PaymentNotCertain',
          code: 'CAPTURE_REFUSED',
        });
        const kept = await orderUntil(buyer, order.id, ({ paymentStatus }) => paymentStatus === 'FAILED');
        expect(kept.shipments).toMatchObject([{ status: 'CREATED' }]);
        expect(['CONFIRMED', 'PREPARING']).toContain(kept.status);
        expect(await record(order.id, 'PICKED_UP')).toMatchObject({ code: 'CAPTURE_REFUSED' });
      });

      it('may be followed by another one, and only then the parcel leaves, and points are earned', async () => {
        const before = await pointsOf(buyer);
        const payment = { method: 'CARD', cardToken: await cardToken(buyer) };
        const input = { orderId: order.id, payment, idempotencyKey: randomUUID() };
        expect(await buyer.mutate('retry-payment', input)).toMatchObject({
          __typename: 'RetryPaymentSuccess',
        });
        await orderUntil(buyer, order.id, ({ paymentStatus }) => paymentStatus === 'AUTHORIZED');
        for (const status of ['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED'])
          expect(await record(order.id, status)).toMatchObject({
            __typename: 'RecordShipmentProgressSuccess',
          });
        const delivered = await statusOf(buyer, order.id, 'DELIVERED');
        expect(delivered.payments).toMatchObject([
          { attempt: 1, status: 'FAILED', failureCode: 'PROVIDER_REFUSED' },
          { attempt: 2, status: 'PAID' },
        ]);
        await expect.poll(async () => (await pointsOf(buyer)).spendable).toBeGreaterThan(before.spendable);
      });
    });

    it('A slip that was paid and is to go back ships nothing: its order is cancelled', async () => {
      const admin = await logIn(shop, 'admin@example.jp');
      const order = await place({ method: 'KONBINI', konbiniChain: 'SEVEN_ELEVEN' });
      const { payments } = await statusOf(buyer, order.id, 'AWAITING_PAYMENT');
      await payAtRegister(shop, payments[0].slip);
      await statusOf(buyer, order.id, 'CONFIRMED');
      await orderUntil(staff, order.id, ({ shipments }) => shipments.length === 1);
      const listed = (await staff.run('staff-payments', { first: 100 })).payments.nodes;
      const { id: paymentId, version: expectedVersion } = listed.find(
        (one: Json) => one.id === payments[0].id,
      );
      const refund = { paymentId, expectedVersion, reason: '確認' };
      expect(await admin.mutate('refund-payment', refund)).toMatchObject({
        __typename: 'RefundPaymentSuccess',
      });
      expect((await record(order.id, 'PICKED_UP')).__typename).not.toBe('RecordShipmentProgressSuccess');
      const ended = await statusOf(buyer, order.id, 'CANCELLED');
      expect(ended.payments[0].refund).toMatchObject({ status: 'NEEDS_BANK_ACCOUNT' });
    });

    describe('A card whose issuer asks its holder', () => {
      const answer = (url: string, value: string) =>
        fetch(new URL(url, shop.graphqlUrl()), {
          method: 'POST',
          body: new URLSearchParams({ answer: value }),
        });

      async function asked(): Promise<{ order: Json; url: string }> {
        const order = await byCard(CHALLENGES);
        const { payments } = await orderUntil(buyer, order.id, (page) => page.payments[0]?.nextAction);
        return { order, url: payments[0].nextAction.url };
      }

      it('shows a page at the shop’s own address, and confirms the order once the holder has succeeded', async () => {
        const { order, url } = await asked();
        const page = await fetch(new URL(url, shop.graphqlUrl()), { headers: { 'accept-language': 'en' } });
        expect(page.status).toBe(200);
        expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(await page.text()).toContain('VISA 3220');
        await answer(url, 'succeed');
        await statusOf(buyer, order.id, 'CONFIRMED');
        expect((await answer(url, 'succeed')).status).toBe(409);
        await buyer.mutate('cancel-order', { orderId: order.id });
        await statusOf(buyer, order.id, 'CANCELLED');
      });

      it('leaves the order waiting once the holder has failed, for another way to pay', async () => {
        const { order, url } = await asked();
        await answer(url, 'fail');
        const waiting = await orderUntil(buyer, order.id, ({ paymentStatus }) => paymentStatus === 'FAILED');
        expect(waiting).toMatchObject({ status: 'AWAITING_PAYMENT' });
        expect(waiting.payments[0]).toMatchObject({ failureCode: 'AUTHENTICATION_FAILED', nextAction: null });
        const input = {
          orderId: order.id,
          payment: { method: 'CASH_ON_DELIVERY' },
          idempotencyKey: randomUUID(),
        };
        expect(await buyer.mutate('retry-payment', input)).toMatchObject({
          __typename: 'RetryPaymentSuccess',
        });
        await statusOf(buyer, order.id, 'CONFIRMED');
        expect((await orderPage(buyer, order.id)).payments).toHaveLength(2);
      });
    });
  });
}
