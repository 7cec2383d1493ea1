import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { drive } from '@depachika/demo/drive/drive.ts';
import { type ShopApi, shopApi } from '@depachika/demo/drive/shop-api.ts';
import { demoAccounts } from '@depachika/demo/people.ts';

/** Orders of the demo's customer that are worth a picture, by their ids. */
export interface Ordered {
  /** Of a product with a description. */
  readonly productId: string;
  /** A parcel between the counter and the door. */
  readonly onItsWay: string;
  /** Waits to be paid at a convenience store. */
  readonly withSlip: string;
}

/** The kind that is at home everywhere: it is in the cart too. */
const WANTED = 'どらやき';
/** Positions that a driver sends from the counter until the picture is taken. */
const STEPS_ON_THE_WAY = 5;

/** Orders as the demo's customer, by operations, and drives one parcel half the way. */
export async function orderAtDemoShop(url: string): Promise<Ordered> {
  const customer = shopApi({ url, ...demoAccounts.customer });
  const staff = shopApi({ url, ...demoAccounts.staff });
  const { searchProducts } = await ask<Found>(customer, 'search-products', { query: WANTED, first: 3 });
  const [first, second = first] = searchProducts.nodes;
  if (!first) throw new Error(`The demo shop has no ${WANTED}`);
  const variants = [first, second!].map(({ variants: [variant] }) => variant!.id);
  const place = await placing(customer);
  const onItsWay = await place(variants, { method: 'CASH_ON_DELIVERY' });
  const withSlip = await place([variants[0]!], { method: 'KONBINI', konbiniChain: 'SEVEN_ELEVEN' });
  await until(customer, withSlip, ({ payments }) => payments?.[0]?.slip != null);
  await halfTheWay(staff, onItsWay);
  for (const variantId of variants)
    await ask(customer, 'set-cart-line', { input: { variantId, quantity: 2 } });
  return { productId: first.id, onItsWay, withSlip };
}

interface Found {
  readonly searchProducts: {
    readonly nodes: readonly { readonly id: string; readonly variants: readonly { readonly id: string }[] }[];
  };
}

async function placing(customer: ShopApi) {
  const { me } = await ask<{ me: { addresses: { id: string; deliveryZone: object | null }[] } }>(
    customer,
    'my-account',
  );
  const address = me.addresses.find(({ deliveryZone }) => deliveryZone);
  if (!address) throw new Error('The demo customer lives where the shop does not deliver');
  return async (variantIds: readonly string[], payment: object): Promise<string> => {
    const slots = await ask<Slots>(customer, 'delivery-slots', { addressId: address.id, days: 7 });
    const open = slots.me.address.deliverySlots.filter(({ status }) => status === 'OPEN');
    const { placeOrder } = await ask<{ placeOrder: { order?: { id: string }; message?: string } }>(
      customer,
      'place-order',
      {
        input: {
          idempotencyKey: randomUUID(),
          lines: variantIds.map((variantId) => ({ variantId, quantity: 1 })),
          addressId: address.id,
          deliverySlotId: open.at(-1)?.id,
          points: 0,
          payment,
        },
      },
    );
    if (!placeOrder.order) throw new Error(`The demo shop took no order: ${placeOrder.message}`);
    return placeOrder.order.id;
  };
}

interface Slots {
  readonly me: { readonly address: { readonly deliverySlots: readonly { id: string; status: string }[] } };
}

async function halfTheWay(staff: ShopApi, orderId: string): Promise<void> {
  const { version } = await until(
    staff,
    orderId,
    ({ status, shipments }) => status === 'CONFIRMED' && (shipments?.length ?? 0) > 0,
  );
  await ask(staff, 'start-preparing', { input: { orderId, expectedVersion: version } });
  const stopping = new AbortController();
  let steps = 0;
  await drive({
    shop: staff,
    orderId,
    once: true,
    pause: async () => {
      steps += 1;
      if (steps === STEPS_ON_THE_WAY) stopping.abort();
    },
    print: () => undefined,
    signal: stopping.signal,
  });
  await until(staff, orderId, ({ status }) => status === 'OUT_FOR_DELIVERY');
}

interface OrderNow {
  readonly status: string;
  readonly version: number;
  readonly shipments: readonly object[] | null;
  readonly payments: readonly { readonly slip: object | null }[] | null;
}

const LOOKS = 200;

/** Reads the order until it is as wanted. */
async function until(api: ShopApi, id: string, isSo: (order: OrderNow) => boolean): Promise<OrderNow> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { order } = await ask<{ order: OrderNow }>(api, 'order-page', { id });
    if (isSo(order)) return order;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The order ${id} did not come so far`);
}

/** @param name of the file of an operation of the shop's own clients */
function ask<T>(api: ShopApi, name: string, variables?: Readonly<Record<string, unknown>>): Promise<T> {
  const text = readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
  return api.ask<T>(text, variables);
}
