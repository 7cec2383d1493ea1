import { beforeAll, describe, expect, it } from 'vitest';
import {
  addAddress,
  availableOf,
  type Buyer,
  comeBack,
  newBuyer,
  orderInput,
  orderPage,
  orderUntil,
  placeOrder,
  slotsOf,
  statusOf,
} from '../support/buyer.ts';
import { emptyShelf, newProduct, type OwnProduct } from '../support/catalogue.ts';
import { konbiniPaid, notify, payAtRegister } from '../support/payment-provider.ts';
import { logIn, type Shop } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';

// The slots of two zones that begin at one time close half an hour apart: when grace and margin of the one's orders are
// over, those of the other are past their deadline and within their grace.
const MINATO = '1060032';
const CHUO = '1030007';
const MINUTE_MS = 60_000;

export function describeKonbini(rested: () => Promise<Shop>): void {
  describe('A slip for the konbini', () => {
    let shop: Shop;
    let staff: ShopClient;
    let inMinato: Buyer;
    let inChuo: Buyer;
    const products: Record<'onTime' | 'inGrace' | 'lateThere' | 'lateGone', OwnProduct> = {} as never;
    const orders: Record<keyof typeof products, Json> = {} as never;

    beforeAll(async () => {
      shop = await rested();
      staff = await logIn(shop, 'staff@example.jp');
      const buyer = await newBuyer(shop);
      inMinato = { ...buyer, addressId: await addAddress(buyer, MINATO) };
      inChuo = { ...buyer, addressId: await addAddress(buyer, CHUO) };
    });

    async function placeAtKonbini(name: keyof typeof products, buyer: Buyer): Promise<void> {
      products[name] = await newProduct(staff, { pieces: 1 });
      const slots = await slotsOf(buyer);

      // The next 14:00 in Japan that is a day away: near enough that the cut-off decides the deadline, and the same day in
      // both zones, whichever of them still takes orders for today.
      const aDayOn = (await shop.now()).getTime() + 24 * 60 * MINUTE_MS;
      const slot = slots.find(
        ({ startsAt }) => startsAt.slice(11, 13) === '05' && Date.parse(startsAt) > aDayOn,
      );
      const payment = { method: 'KONBINI', konbiniChain: 'LAWSON' };
      const placed = await placeOrder(buyer, { ...products[name], slotId: slot.id, payment });
      orders[name] = await orderUntil(
        buyer,
        placed.id,
        ({ status, payments }) => status === 'AWAITING_PAYMENT' && payments[0].slip !== null,
      );
    }

    function slipOf(name: keyof typeof products): Json {
      return orders[name].payments[0].slip;
    }

    it('gives a slip with a code for the register and a deadline whose grace ends before the cut-off', async () => {
      await placeAtKonbini('onTime', inChuo);
      await placeAtKonbini('inGrace', inChuo);
      await placeAtKonbini('lateThere', inMinato);
      await placeAtKonbini('lateGone', inMinato);
      expect(slipOf('onTime')).toMatchObject({ chain: 'LAWSON', amountYen: 1_080 + 440, paid: false });
      expect(slipOf('onTime').paymentCode).toMatch(/^\d{13}$/);
      expect(slipOf('onTime').confirmationNumber).toMatch(/^\d{6}$/);
      expect(slipOf('onTime').deadlineAt).toBe(orders.onTime.paymentDeadlineAt);
      const apartMs = Date.parse(slipOf('inGrace').deadlineAt) - Date.parse(slipOf('lateThere').deadlineAt);
      expect(apartMs).toBe(30 * MINUTE_MS);
      expect(orders.onTime.deliverySlot).not.toBeNull();
    });

    it('refuses a notification that another signed, and confirms nothing', async () => {
      const paid = await konbiniPaid(shop, slipOf('onTime'));
      expect(await notify(shop, paid, 'a-secret-that-only-a-stranger-would-use')).toMatchObject({
        status: 401,
      });
      expect((await orderPage(inChuo, orders.onTime.id)).status).toBe('AWAITING_PAYMENT');
    });

    it('confirms at a signed notification, once, however often it comes', async () => {
      const paid = await konbiniPaid(shop, slipOf('onTime'));
      expect(await notify(shop, paid)).toEqual({ status: 200, outcome: 'ACCEPTED' });
      expect(await notify(shop, paid)).toEqual({ status: 200, outcome: 'ALREADY_KNOWN' });
      const order = await statusOf(inChuo, orders.onTime.id, 'CONFIRMED');
      expect(order).toMatchObject({ version: 3, paymentStatus: 'PAID' });
      expect(order.payments).toMatchObject([{ status: 'PAID', slip: { paid: true } }]);
    });

    it('refuses an amount that is not the slip’s', async () => {
      const paid = await konbiniPaid(shop, slipOf('inGrace'));
      expect(await notify(shop, { ...paid, amountYen: 1 })).toEqual({ status: 422, outcome: 'WRONG_AMOUNT' });
    });

    it('expires orders only after the grace, and gives back what they held', async () => {
      const expiresAt = Date.parse(slipOf('lateThere').deadlineAt) + 31 * MINUTE_MS + 10_000;
      await shop.advance(expiresAt - (await shop.now()).getTime());
      [inMinato, inChuo, staff] = [
        await comeBack(shop, inMinato),
        await comeBack(shop, inChuo),
        await logIn(shop, 'staff@example.jp'),
      ];
      await statusOf(inMinato, orders.lateThere.id, 'EXPIRED');
      await statusOf(inMinato, orders.lateGone.id, 'EXPIRED');
      const { productId, variantId } = products.lateThere;
      await expect.poll(() => availableOf(inMinato, productId, variantId)).toBe(1);

      // Its deadline is over as well, its grace is not.
      expect(Date.parse(slipOf('inGrace').deadlineAt)).toBeLessThan((await shop.now()).getTime());
      expect(await orderPage(inChuo, orders.inGrace.id)).toMatchObject({ status: 'AWAITING_PAYMENT' });
      expect(await availableOf(inChuo, products.inGrace.productId, products.inGrace.variantId)).toBe(0);
    });

    it('confirms an order that is paid within the grace', async () => {
      expect(await payAtRegister(shop, slipOf('inGrace'))).toMatchObject({ status: 200 });
      await statusOf(inChuo, orders.inGrace.id, 'CONFIRMED');
    });

    it('confirms an expired order that is paid late when everything can be held again', async () => {
      expect(await payAtRegister(shop, slipOf('lateThere'))).toMatchObject({ status: 200 });
      const order = await orderUntil(
        inMinato,
        orders.lateThere.id,
        ({ status, shipments }) => status === 'CONFIRMED' && shipments.length === 1,
      );
      expect(order.deliverySlot.id).toBe(orders.lateThere.deliverySlot.id);
      expect(order.history.map(({ to }: Json) => to)).toEqual([
        'PENDING',
        'AWAITING_PAYMENT',
        'EXPIRED',
        'CONFIRMED',
      ]);
      expect(await availableOf(inMinato, products.lateThere.productId, products.lateThere.variantId)).toBe(0);
    });

    it('opens a refund when an expired order is paid late and its stock is gone', async () => {
      await emptyShelf(staff, products.lateGone);
      expect(await payAtRegister(shop, slipOf('lateGone'))).toMatchObject({ status: 200 });
      const order = await orderUntil(
        inMinato,
        orders.lateGone.id,
        ({ payments }) => payments[0].refund?.status === 'NEEDS_BANK_ACCOUNT',
      );
      expect(order.status).toBe('EXPIRED');
      expect(order.payments[0].refund.amountYen).toBe(order.amountDueYen);
      const given = await inMinato.mutate('provide-refund-account', {
        paymentId: order.payments[0].id,
        bankCode: '0001',
        branchCode: '001',
        accountType: 'ORDINARY',
        accountNumber: '1234567',
        holderKana: 'シケン ハナコ',
      });
      expect(given.__typename, given.message).toBe('ProvideRefundAccountSuccess');
      await orderUntil(inMinato, order.id, ({ payments }) => payments[0].status === 'REFUNDED');
    });

    it('does not offer konbini, and says why, when deadline and grace cannot end before the cut-off', async () => {
      const product = await newProduct(staff, { pieces: 1 });
      const slot = (await slotsOf(inChuo)).at(-1);
      await shop.advance(Date.parse(slot.cutOffAt) - (await shop.now()).getTime() - 150 * MINUTE_MS);
      inChuo = await comeBack(shop, inChuo);
      const wish = { variantId: product.variantId, slotId: slot.id };
      const payment = { method: 'KONBINI', konbiniChain: 'LAWSON' };
      const { payment: _, idempotencyKey: __, ...input } = await orderInput(inChuo, { ...wish, payment });
      const { quote } = await inChuo.run('quote', { input });
      const konbini = quote.paymentOffers.find(({ method }: Json) => method === 'KONBINI');
      expect(konbini).toMatchObject({ offered: false, reason: 'CUT_OFF_TOO_SOON', deadlineAt: null });
      expect(konbini.explanation).toContain('before the delivery slot closes');
      const placed = await inChuo.mutate('place-order', await orderInput(inChuo, { ...wish, payment }));
      expect(placed).toMatchObject({ __typename: 'PaymentMethodRefused', code: 'CUT_OFF_TOO_SOON' });
      expect(await availableOf(inChuo, product.productId, product.variantId)).toBe(1);
    });
  });
}
