import { jstDate } from '@depachika/clock/jst.ts';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Buyer,
  lastSlot,
  newBuyer,
  orderPage,
  orderUntil,
  placeOrder,
  pointsOf,
  statusOf,
  welcomed,
} from '../support/buyer.ts';
import { levelOf, newProduct, type OwnProduct } from '../support/catalogue.ts';
import { eventually, eventuallyEquals } from '../support/eventually.ts';
import { logIn, type Shop } from '../support/shop.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';

export function describeStaffWork(rested: () => Promise<Shop>): void {
  describe('Staff at work', () => {
    let shop: Shop;
    let staff: ShopClient;
    let buyer: Buyer;
    let product: OwnProduct;
    let order: Json;
    let salesBefore: Json;

    beforeAll(async () => {
      shop = await rested();
      staff = await logIn(shop, 'staff@example.jp');
      buyer = await newBuyer(shop);
      product = await newProduct(staff, { pieces: 5, priceYen: 1_000 });
    });

    async function salesOfToday(): Promise<Json> {
      const today = jstDate(await shop.now());
      const { dailySales } = await staff.run('sales-report', { from: today, to: today, first: 1 });
      return dailySales[0] ?? { orders: 0, units: 0, grossYen: 0 };
    }

    it('staff find a confirmed order among those to work on, and begin to put it together', async () => {
      await welcomed(buyer);
      salesBefore = await salesOfToday();
      const placed = await placeOrder(buyer, { ...product, quantity: 2, slotId: (await lastSlot(buyer)).id });
      order = await orderUntil(buyer, placed.id, ({ shipments }) => shipments.length === 1);
      const { orders } = await staff.run('staff-orders', { status: 'CONFIRMED', first: 10 });
      const found = orders.nodes.find(({ id }: Json) => id === order.id);
      expect(found.allowedActions).toEqual(['CANCEL', 'START_PREPARING']);

      const stale = { orderId: order.id, expectedVersion: found.version - 1 };
      expect(await staff.mutate('start-preparing', stale)).toMatchObject({
        __typename: 'VersionConflict',
        currentVersion: found.version,
      });
      const begun = await staff.mutate('start-preparing', {
        orderId: order.id,
        expectedVersion: found.version,
      });
      expect(begun.order).toMatchObject({ status: 'PREPARING', version: 3 });
    });

    it('a customer can no longer cancel what is being put together', async () => {
      expect(await buyer.mutate('cancel-order', { orderId: order.id })).toMatchObject({
        __typename: 'IllegalOrderTransition',
        from: 'PREPARING',
        to: 'CANCELLED',
      });
    });

    it('a parcel that is picked up leaves the books of stock, and its card is captured', async () => {
      const { shipments } = await staff.run('staff-shipments', { status: 'CREATED', first: 100 });
      const parcel = shipments.nodes.find((one: Json) => one.order.id === order.id);
      expect(parcel.trackingNumber).toBe(`${order.number}-1`);
      await record('PICKED_UP');
      const shipped = await statusOf(buyer, order.id, 'SHIPPED');
      expect(shipped.allowedActions).toEqual([]);
      await orderUntil(buyer, order.id, ({ payments }) => payments[0].status === 'PAID');
      await eventually(
        () => levelOf(staff, product),
        ({ onHand, reserved }) => onHand === 3 && reserved === 0,
      );
    });

    it('a step that the parcel cannot take is refused with those that it can', async () => {
      const { shipments } = await orderPage(staff, order.id);
      expect(await staff.mutate('record-shipment-progress', step(shipments[0], 'CREATED'))).toMatchObject({
        __typename: 'IllegalShipmentTransition',
        from: 'PICKED_UP',
        possible: ['OUT_FOR_DELIVERY', 'RETURNED', 'LOST', 'DAMAGED'],
      });
    });

    it('the customer follows the parcel to the door, every step once and in order', async () => {
      const parcel = buyer.follow('track-shipments', { orderId: order.id, since: 0 });
      const following = buyer.follow('track-order', { orderId: order.id, since: 4 });
      await record('OUT_FOR_DELIVERY', { latitude: 35.686, longitude: 139.7735 });
      await record('OUT_FOR_DELIVERY', { latitude: 35.6865, longitude: 139.774 });
      await record('DELIVERED');
      await parcel.until((events) => events.at(-1)?.to === 'DELIVERED');
      expect(parcel.events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
      expect(parcel.events.map(({ to }) => to)).toEqual([
        'CREATED',
        'PICKED_UP',
        'OUT_FOR_DELIVERY',
        'OUT_FOR_DELIVERY',
        'DELIVERED',
      ]);
      await following.until((events) => events.length === 2);
      expect(following.events.map(({ version, to }) => [version, to])).toEqual([
        [5, 'OUT_FOR_DELIVERY'],
        [6, 'DELIVERED'],
      ]);
      await Promise.all([parcel.stop(), following.stop()]);
    });

    it('points are awarded at the door: one for every hundred yen', async () => {
      const earned = Math.floor(order.totalYen / 100);
      await eventuallyEquals(() => pointsOf(buyer), { spendable: 500 + earned, held: 0, pending: 0 });
    });

    it('analytics counts the order on its day', async () => {
      await eventuallyEquals(
        async () => {
          const { orders, units, grossYen } = await salesOfToday();
          return { orders, units, grossYen };
        },
        {
          orders: salesBefore.orders + 1,
          units: salesBefore.units + 2,
          grossYen: salesBefore.grossYen + order.totalYen,
        },
      );
    });

    async function record(status: string, point: object = {}): Promise<void> {
      const { shipments } = await orderPage(staff, order.id);
      const parcel = (
        await staff.graphql('query ($id: ID!) { shipment(id: $id) { version } }', { id: shipments[0].id })
      ).data;
      const input = { ...step(shipments[0], status), expectedVersion: parcel.shipment.version, ...point };
      const result = await staff.mutate('record-shipment-progress', input);
      expect(result.__typename, result.message).toBe('RecordShipmentProgressSuccess');
    }

    function step({ id, events }: Json, status: string): Json {
      // The slot is the last one that can be booked.
      return { shipmentId: id, expectedVersion: events.length, status, agreedEarlier: true };
    }

    async function uploadPicture(client: Pick<ShopClient, 'token'>, bytes: Buffer): Promise<Json> {
      const query = `mutation ($input: UploadProductPictureInput!) { uploadProductPicture(input: $input) {
      ... on UploadProductPictureSuccess { picture { id state } } } }`;
      const input = { productId: product.productId, file: null, altJa: 'どら焼き', altEn: 'Dorayaki' };
      const form = new FormData();
      form.append('operations', JSON.stringify({ query, variables: { input } }));
      form.append('map', JSON.stringify({ 0: ['variables.input.file'] }));
      form.append('0', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'dorayaki.jpg');
      const headers = { 'apollo-require-preflight': 'true', authorization: `Bearer ${client.token}` };
      const answer = await fetch(shop.graphqlUrl(), { method: 'POST', body: form, headers });
      return answer.json();
    }

    it('a picture that comes with its operation is shown to everybody once its files are made, and comes from staff alone', async () => {
      const create = { width: 640, height: 480, channels: 3 as const, background: '#804020' };
      const bytes = await sharp({ create }).jpeg().toBuffer();
      const refused = await uploadPicture(buyer, bytes);
      expect(refused.errors.map(({ extensions }: Json) => extensions.code)).toEqual(['FORBIDDEN']);
      const { data } = await uploadPicture(staff, bytes);
      const { id } = data.uploadProductPicture.picture;
      const query = `query ($id: ID!) { product(id: $id) { pictures { id altEn sources { url } } } }`;
      const shown = await eventually(
        async () => {
          const { data: seen } = await shop.client().graphql(query, { id: product.productId });
          return seen.product.pictures[0];
        },
        (picture) => picture !== undefined,
      );
      expect(shown).toMatchObject({ id, altEn: 'Dorayaki' });
      const file = await fetch(new URL(shown.sources[0].url, shop.graphqlUrl()));
      expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/avif']);
    });

    it('a price that staff change is seen by them at once, and by everybody who was told the one before within a second', async () => {
      const query = 'query ($id: ID!) { product(id: $id) { variants { id priceYen version } } }';
      const visitor = shop.client();
      const variant = async (client: ShopClient) => {
        const { data } = await client.graphql(query, { id: product.productId });
        return data.product.variants[0];
      };
      const { version } = await variant(visitor);
      const told = await variant(visitor);
      const input = { id: product.variantId, expectedVersion: version, priceYen: told.priceYen + 7 };
      const changed = await staff.mutate('update-variant', input);
      expect(changed.__typename, changed.message).toBe('UpdateVariantSuccess');
      expect((await variant(staff)).priceYen).toBe(told.priceYen + 7);
      await eventually(
        () => variant(visitor),
        ({ priceYen }) => priceYen === told.priceYen + 7,
      );
    });
  });
}
