import { beforeAll, describe, expect, it } from 'vitest';
import {
  availableOf,
  type Buyer,
  comeBack,
  lastSlot,
  newBuyer,
  orderInput,
  orderPage,
  orderUntil,
  placeOrder,
  statusOf,
} from '../support/buyer.ts';
import { newProduct, type OwnProduct } from '../support/catalogue.ts';
import { eventually } from '../support/eventually.ts';
import { konbiniPaid, notify, payAtRegister } from '../support/payment-provider.ts';
import { logIn, type Shop } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';

// What two tabs, a provider that errs, and customers who are late did to money and goods.

const KONBINI = { method: 'KONBINI', konbiniChain: 'LAWSON' };
const DAY_MS = 24 * 60 * 60_000;

export function describeCartsAndMoney(rested: () => Promise<Shop>): void {
  describe('Carts, notifications and refunds', () => {
    let shop: Shop;
    let admin: ShopClient;
    let buyer: Buyer;
    let product: OwnProduct;
    let slot: Json;

    beforeAll(async () => {
      shop = await rested();
      admin = await logIn(shop, 'admin@example.jp');
      buyer = await newBuyer(shop);
      product = await newProduct(admin, { pieces: 20 });
      slot = await lastSlot(buyer);
    });

    /** An order whose slip is there to be paid. */
    async function awaited(): Promise<Json> {
      const placed = await placeOrder(buyer, {
        variantId: product.variantId,
        slotId: slot.id,
        payment: KONBINI,
      });
      return orderUntil(buyer, placed.id, ({ payments }) => payments[0]?.slip);
    }

    async function paid(): Promise<Json> {
      const order = await awaited();
      expect(await payAtRegister(shop, order.payments[0].slip)).toMatchObject({ status: 200 });
      return statusOf(buyer, order.id, 'CONFIRMED');
    }

    async function versionOf(paymentId: string): Promise<number> {
      const { payments } = await admin.run('staff-payments', { first: 100 });
      return payments.nodes.find(({ id }: Json) => id === paymentId).version;
    }

    const account = (paymentId: string, more: Json = {}) => ({
      paymentId,
      bankCode: '0001',
      branchCode: '001',
      accountType: 'ORDINARY',
      accountNumber: '1234567',
      holderKana: 'シケン ハナコ',
      ...more,
    });

    describe('A cart that two tabs order at once', () => {
      it('becomes one order; the other is told that the cart is gone, and holds nothing', async () => {
        const shopper = await newBuyer(shop);
        const wish = { variantId: product.variantId, slotId: slot.id };
        await shopper.mutate('set-cart-line', { variantId: product.variantId, quantity: 1 });
        const before = await availableOf(shopper, product.productId, product.variantId);
        const fromCart = async () => {
          const { lines: _, ...input } = await orderInput(shopper, wish);
          return input;
        };
        const inputs = [await fromCart(), await fromCart(), await fromCart()];
        const outcomes = await Promise.all(inputs.map((input) => shopper.mutate('place-order', input)));
        expect(outcomes.filter(({ __typename }) => __typename === 'PlaceOrderSuccess')).toHaveLength(1);
        for (const { __typename } of outcomes)
          expect(['PlaceOrderSuccess', 'CartChanged', 'CartEmpty']).toContain(__typename);
        await expect.poll(() => availableOf(shopper, product.productId, product.variantId)).toBe(before - 1);
        const { me } = await shopper.run('my-orders', { first: 10 });
        expect(me.orders.nodes).toHaveLength(1);
        expect((await shopper.run('cart')).cart.lines).toEqual([]);
      });
    });

    describe('Money that goes back before the parcel left', () => {
      it('cancels the order, and the parcel stays', async () => {
        const order = await paid();
        const { shipments, payments } = await orderUntil(
          admin,
          order.id,
          (page) => page.shipments.length === 1,
        );
        const [{ id: paymentId }] = payments;
        const refund = { paymentId, expectedVersion: await versionOf(paymentId), reason: '在庫に傷' };
        expect(await admin.mutate('refund-payment', refund)).toMatchObject({
          __typename: 'RefundPaymentSuccess',
        });
        expect(await statusOf(buyer, order.id, 'CANCELLED')).toMatchObject({
          cancelReason: 'REFUNDED',
          paymentStatus: 'REFUND_PENDING',
        });
        const refused = await admin.mutate('record-shipment-progress', {
          shipmentId: shipments[0].id,
          expectedVersion: 1,
          agreedEarlier: true,
          status: 'PICKED_UP',
        });
        expect(refused.__typename).not.toBe('RecordShipmentProgressSuccess');
        const [parcel] = (await orderPage(admin, order.id)).shipments;
        expect(['CREATED', 'CANCELLED']).toContain(parcel.status);
        await buyer.mutate('provide-refund-account', account(paymentId));
        await orderUntil(buyer, order.id, ({ paymentStatus }) => paymentStatus === 'REFUNDED');
      });
    });

    describe('A notification', () => {
      it('that was wrong at first is judged anew when it comes again with what is right', async () => {
        const order = await awaited();
        const told = await konbiniPaid(shop, order.payments[0].slip);
        expect(await notify(shop, { ...told, amountYen: 1 })).toEqual({
          status: 422,
          outcome: 'WRONG_AMOUNT',
        });
        expect(await notify(shop, told)).toEqual({ status: 200, outcome: 'ACCEPTED' });
        await statusOf(buyer, order.id, 'CONFIRMED');
      });

      it('that fits no slip is kept where staff see it, until they decide', async () => {
        const order = await awaited();
        const stray = { ...(await konbiniPaid(shop, order.payments[0].slip)), paymentCode: '9999999999999' };
        expect(await notify(shop, stray)).toMatchObject({ outcome: 'UNKNOWN_SLIP' });
        const waiting = await admin.run('provider-notifications', { first: 100, undecided: true });
        const kept = waiting.providerNotifications.nodes.find(
          ({ paymentCode }: Json) => paymentCode === stray.paymentCode,
        );
        expect(kept).toMatchObject({ amountYen: stray.amountYen, decidedAt: null });
        const settled = { id: kept.id, decision: 'SETTLED', note: '店頭で返金' };
        expect(await admin.mutate('decide-notification', settled)).toMatchObject({
          __typename: 'DecideNotificationSuccess',
        });
      });
    });

    describe('A refund', () => {
      it('that nobody claimed is owed for ever, and goes on as soon as somebody does', async () => {
        const order = await paid();
        await buyer.mutate('cancel-order', { orderId: order.id });
        const { payments } = await orderUntil(buyer, order.id, (page) => page.payments[0]?.refund);
        await shop.advance(46 * DAY_MS);
        [buyer, admin] = [await comeBack(shop, buyer), await logIn(shop, 'admin@example.jp')];
        const owed = await eventually(
          () => admin.run('refunds-owed', { first: 100 }),
          ({ refundsOwed }) =>
            refundsOwed.nodes.some(
              ({ payment, status }: Json) => payment.id === payments[0].id && status === 'FAILED',
            ),
        );
        expect(owed.refundsOwed.nodes.length).toBeGreaterThan(0);
        const given = account(payments[0].id, { bankCode: '０００１', holderKana: 'しけん はなこ' });
        expect(await buyer.mutate('provide-refund-account', given)).toMatchObject({
          __typename: 'ProvideRefundAccountSuccess',
        });
        await orderUntil(buyer, order.id, ({ paymentStatus }) => paymentStatus === 'REFUNDED');
      });

      it('that a bank refuses is asked for again', async () => {
        // The last slot of today's week: the first one has passed with the weeks.
        slot = await lastSlot(buyer);
        const order = await paid();
        await buyer.mutate('cancel-order', { orderId: order.id });
        const { payments } = await orderUntil(buyer, order.id, (page) => page.payments[0]?.refund);
        const [{ id: paymentId }] = payments;
        await buyer.mutate('provide-refund-account', account(paymentId, { accountNumber: '0000000' }));
        await orderUntil(buyer, order.id, (page) => page.payments[0].refund.status === 'NEEDS_BANK_ACCOUNT');
        await buyer.mutate('provide-refund-account', account(paymentId));
        await orderUntil(buyer, order.id, ({ paymentStatus }) => paymentStatus === 'REFUNDED');
      });
    });

    it('a key whose order has ended says so, and places no other one', async () => {
      const input = await orderInput(buyer, {
        variantId: product.variantId,
        slotId: slot.id,
        payment: KONBINI,
      });
      const { order } = await buyer.mutate('place-order', input);
      await statusOf(buyer, order.id, 'AWAITING_PAYMENT');
      await buyer.mutate('cancel-order', { orderId: order.id });
      await statusOf(buyer, order.id, 'CANCELLED');
      expect(await buyer.mutate('place-order', input)).toMatchObject({ __typename: 'OrderEnded' });
    });
  });
}
