import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import type { BenchClient } from '../client.ts';
import { askAs, type Buyer, enter, placeOne, sellable } from '../orders.ts';
import type { ShopProcess } from '../shop-process.ts';

/** Somebody who has signed in on pages, half way to an order, with a parcel on its way. */
export interface Member {
  /** Of their session: `name=value`. */
  readonly cookie: string;
  /** Where they choose a delivery time. */
  readonly checkout: string;
  /** Where they watch the parcel. */
  readonly tracking: string;
}

export async function enterMember(shop: ShopProcess): Promise<Member> {
  const [buyer] = await enter(shop, 1);
  const [variantId] = await sellable(buyer!.ask);
  const { orderId, refusal } = await placeOne(buyer!, variantId!);
  if (!orderId) throw new Error(`The order was refused: ${refusal}`);
  await bringOut(shop, { orderId, buyer: buyer! });
  await buyer!.ask(SET_LINE, { input: { variantId, quantity: 1 } });
  const form = pageForms(shop.url);
  await form('/ja/sign-in', { email: buyer!.email, password: DEMO_PASSWORD });
  await form('/ja/checkout/address', { intent: 'use', addressId: buyer!.addressId });
  return { cookie: form.cookie(), checkout: '/ja/checkout/slot', tracking: `/ja/orders/${orderId}` };
}

/** Sends forms as one browser does, which keeps its cookie. */
function pageForms(shopUrl: string) {
  let cookie = '';
  const send = async (path: string, fields: Readonly<Record<string, string>>) => {
    const answer = await fetch(new URL(path, shopUrl), {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: new URL(shopUrl).origin, cookie },
      body: new URLSearchParams(fields),
    });
    if (answer.status !== 303) throw new Error(`The form of ${path} was answered with ${answer.status}`);
    const [set] = answer.headers.getSetCookie();
    if (set) cookie = set.split(';')[0]!;
  };
  return Object.assign(send, { cookie: () => cookie });
}

/** Staff pack the order, and a courier leaves with it. */
async function bringOut(shop: ShopProcess, order: { orderId: string; buyer: Buyer }): Promise<void> {
  const staff = await askAs(shop, 'staff@example.jp');
  const packed = await until(staff, order.orderId, ({ status, shipments }) => {
    return status === 'CONFIRMED' && shipments.length > 0;
  });
  await staff(PREPARE, { input: { orderId: order.orderId, expectedVersion: packed.version } });
  for (const [status, latitude, longitude] of WAY) {
    const { shipments } = await until(staff, order.orderId, () => true);
    const [{ id: shipmentId, version: expectedVersion }] = shipments as [Shipment];
    const input = { shipmentId, expectedVersion, status, latitude, longitude, agreedEarlier: true };
    const { recordShipmentProgress } = await staff<{ recordShipmentProgress: { __typename: string } }>(
      RECORD,
      { input },
    );
    const { __typename: outcome } = recordShipmentProgress;
    if (outcome !== 'RecordShipmentProgressSuccess') throw new Error(`The parcel stayed: ${outcome}`);
  }
  await until(order.buyer.ask, order.orderId, ({ status }) => status === 'OUT_FOR_DELIVERY');
}

const WAY = [
  ['PICKED_UP', 35.6851, 139.7734],
  ['OUT_FOR_DELIVERY', 35.675, 139.765],
] as const;

interface Shipment {
  readonly id: string;
  readonly version: number;
}

interface Order {
  readonly status: string;
  readonly version: number;
  readonly shipments: readonly Shipment[];
}

const READS = 200;

async function until(ask: BenchClient, id: string, isSo: (order: Order) => boolean): Promise<Order> {
  for (let read = 0; read < READS; read += 1) {
    const { order } = await ask<{ order: Order }>(ORDER, { id });
    if (isSo(order)) return order;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The order ${id} never became as it should`);
}

const ORDER = 'query Order($id: ID!) { order(id: $id) { status version shipments { id version } } }';
const PREPARE =
  'mutation Prepare($input: StartPreparingInput!) { startPreparing(input: $input) { __typename } }';
const RECORD =
  'mutation Record($input: RecordShipmentProgressInput!) { recordShipmentProgress(input: $input) { __typename } }';
const SET_LINE = 'mutation Line($input: SetCartLineInput!) { setCartLine(input: $input) { __typename } }';
