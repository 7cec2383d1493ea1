import { createHmac, randomUUID } from 'node:crypto';
import { type Buyer, orderUntil, statusOf } from './buyer.ts';
import type { Shop } from './shop.ts';
import type { Json } from './shop-client.ts';

/** Where the provider tells, and at what time. */
type Told = Pick<Shop, 'graphqlUrl' | 'now'>;

/** The secret that test shops share with their payment provider. */
export const WEBHOOK_SECRET = 'a-secret-of-tests-with-32-characters-or-more';

/** What the provider tells when somebody has paid at a register. */
export async function konbiniPaid(shop: Pick<Shop, 'now'>, slip: Json): Promise<Json> {
  return {
    id: `evt_${randomUUID()}`,
    type: 'konbini.paid',
    paymentCode: slip.paymentCode,
    amountYen: slip.amountYen,
    paidAt: (await shop.now()).toISOString(),
  };
}

/** Tells the shop, signed as the documentation of the webhook says. */
export async function notify(
  shop: Told,
  notification: Json,
  secret = WEBHOOK_SECRET,
): Promise<{ status: number; outcome: string }> {
  const body = JSON.stringify(notification);
  const seconds = Math.floor((await shop.now()).getTime() / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  const response = await fetch(shop.graphqlUrl().replace('/graphql', '/webhooks/payments'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'depachika-signature': `t=${seconds},v1=${digest}` },
    body,
  });
  const { outcome } = (await response.json()) as { outcome: string };
  return { status: response.status, outcome };
}

/** Pays a slip at the register. */
export async function payAtRegister(shop: Shop, slip: Json): Promise<{ status: number; outcome: string }> {
  return notify(shop, await konbiniPaid(shop, slip));
}

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
