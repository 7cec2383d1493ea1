import { type Buyer, orderUntil, statusOf } from './buyer.ts';
import { payAtRegister } from './payment-provider.ts';
import type { Shop } from './shop.ts';

/** Pays the slip of an order as soon as it is there. */
export async function paySlipOf(shop: Shop, buyer: Buyer, orderId: string): Promise<void> {
  const { payments } = await orderUntil(buyer, orderId, (page) => page.payments[0]?.slip);
  await payAtRegister(shop, payments[0].slip);
}

/** Cancels an order that was paid at a register, and says where the money goes back to. */
export async function askForMoneyBack(buyer: Buyer, orderId: string): Promise<void> {
  await statusOf(buyer, orderId, 'CONFIRMED');
  await buyer.mutate('cancel-order', { orderId });
  const { payments } = await orderUntil(buyer, orderId, (page) => page.payments[0]?.refund);
  await buyer.mutate('provide-refund-account', {
    paymentId: payments[0].id,
    bankCode: '0001',
    branchCode: '001',
    accountType: 'ORDINARY',
    accountNumber: '1234567',
    holderKana: 'シケン ハナコ',
  });
}
