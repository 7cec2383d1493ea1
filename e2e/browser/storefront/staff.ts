import { expect } from 'vitest';
import { orderUntil } from '../../support/buyer.ts';
import { logIn, type Shop } from '../../support/shop.ts';

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Places on the way from the flagship to a door. */
export const ON_THE_WAY = {
  counter: { latitude: 35.6851, longitude: 139.7734 },
  ginza: { latitude: 35.675, longitude: 139.765 },
  shimbashi: { latitude: 35.66, longitude: 139.752 },
  door: { latitude: 35.655, longitude: 139.75 },
} as const satisfies Record<string, Position>;

/** Staff who bring one order to its door, by operations. */
export interface Staff {
  prepare(): Promise<void>;
  record(status: string, place: Position): Promise<void>;
}

export async function staffFor(shop: Pick<Shop, 'client'>, orderId: string): Promise<Staff> {
  // What tests ask beside the shop's own operations, administrators alone may ask here.
  const staff = await logIn(shop, 'admin@example.jp');
  return {
    async prepare() {
      const { version } = await orderUntil(
        staff,
        orderId,
        ({ status, shipments }) => status === 'CONFIRMED' && shipments.length > 0,
      );
      const { __typename } = await staff.mutate('start-preparing', { orderId, expectedVersion: version });
      expect(__typename).toBe('StartPreparingSuccess');
    },
    async record(status, place) {
      const { data } = await staff.graphql(
        'query ($id: ID!) { order(id: $id) { shipments { id version } } }',
        { id: orderId },
      );
      const [{ id: shipmentId, version: expectedVersion }] = data.order.shipments;
      const step = { shipmentId, expectedVersion, status, agreedEarlier: true, ...place };
      const { __typename } = await staff.mutate('record-shipment-progress', step);
      expect(__typename).toBe('RecordShipmentProgressSuccess');
    },
  };
}
