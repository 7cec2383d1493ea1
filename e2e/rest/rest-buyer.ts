import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { PASSWORD, VISA } from '../support/buyer.ts';
import type { OwnProduct } from '../support/catalogue.ts';
import { eventually } from '../support/eventually.ts';
import type { Json, ShopClient } from '../support/shop-client.ts';
import type { DocumentedClient, RestAnswer } from './documented-client.ts';

export const KONBINI = { method: 'KONBINI', konbiniChain: 'LAWSON' };

/** Where money goes back to. */
export const ACCOUNT = {
  bankCode: '0001',
  branchCode: '001',
  accountType: 'ORDINARY',
  accountNumber: '1234567',
  holderKana: 'シケン ハナコ',
};

/** One who buys over REST; what they have so far is filled in as a test goes on. */
export interface RestBuyer extends Pick<DocumentedClient, 'ask' | 'get' | 'follow'> {
  readonly product: OwnProduct;
  email: string;
  token: string;
  address: Json;
  slots: Json[];
  signIn(): Promise<void>;
  /** One piece, to the address, in the last slot. */
  wish(): Json;
  place(body: object, key?: string): Promise<RestAnswer>;
  /** @returns the id of an order that is confirmed and has its parcel */
  openOrder(): Promise<string>;
  /** @returns the id of an order whose history has ended */
  cancelledOrder(): Promise<string>;
  cardToken(number?: string): Promise<string>;
  byCard(number?: string): Promise<Json>;
  orderUntil(id: string, isSo: (order: Json) => boolean): Promise<Json>;
  /** Staff book a step of the order's parcel. */
  record(orderId: string, status: string): Promise<void>;
}

export function restBuyer({
  rest,
  staff,
  product,
}: {
  readonly rest: DocumentedClient;
  readonly staff: ShopClient;
  readonly product: OwnProduct;
}): RestBuyer {
  const me: RestBuyer = {
    product,
    ...{ email: '', token: '', address: undefined, slots: [] },
    ask: (operationId, asked) => rest.ask(operationId, { token: me.token, ...asked }),
    get: (operationId, asked) => rest.get(operationId, { token: me.token, ...asked }),
    follow: (operationId, asked) => rest.follow(operationId, { token: me.token, ...asked }),
    async signIn() {
      const { session } = await rest.get('signIn', { body: { email: me.email, password: PASSWORD } });
      me.token = session.accessToken;
    },
    wish() {
      const lines = [{ variantId: product.variantId, quantity: 1 }];
      return { lines, addressId: me.address.id, deliverySlotId: me.slots.at(-1)!.id };
    },
    place: (body, key = randomUUID()) => me.ask('placeOrder', { body, headers: { 'idempotency-key': key } }),
    async openOrder() {
      const { id } = (await me.place({ ...me.wish(), payment: await me.byCard() })).body;
      await me.orderUntil(id, (order) => order.status === 'CONFIRMED' && order.shipments.length === 1);
      return id;
    },
    async cancelledOrder() {
      const id = await me.openOrder();
      await me.get('cancelOrder', { params: { orderId: id } });
      return id;
    },
    async cardToken(number = VISA) {
      const body = { number, expiryMonth: 12, expiryYear: 2030, securityCode: '123' };
      return (await me.get('tokenizeCard', { body })).cardToken;
    },
    byCard: async (number) => ({ method: 'CARD', cardToken: await me.cardToken(number) }),
    orderUntil: (id, isSo) => eventually(() => me.get('getOrder', { params: { order: id } }), isSo),
    async record(orderId, status) {
      const { shipments } = await me.get('getOrder', { params: { order: orderId } });
      const [{ id: shipmentId, version: expectedVersion }] = shipments;
      const input = { shipmentId, expectedVersion, status, agreedEarlier: true };
      const result = await staff.mutate('record-shipment-progress', input);
      expect(result.__typename, result.message).toBe('RecordShipmentProgressSuccess');
    },
  };
  return me;
}
