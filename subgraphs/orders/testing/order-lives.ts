import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import type { PlaceOrderInput } from '../checkout/order-input.ts';
import { placedOrder, type TestShop } from './test-shop.ts';

export type Placed = Awaited<ReturnType<typeof placedOrder>>;

/** Takes orders of a shop through their lives, as customers, staff and the other domains do. */
export function orderLives(shop: TestShop) {
  return { confirmed, declined: declinedOrder(shop), shipped, delivered, moved, ship, mutate, typesOf };

  async function confirmed(): Promise<Placed> {
    const placed = await placedOrder(shop);
    await shop.deliver('payments.PaymentAuthorized', { ...placed.payment, method: 'CARD' });
    return placed;
  }

  async function shipped(): Promise<Placed> {
    const placed = await confirmed();
    await ship(placed.orderId, newId('shp'));
    return placed;
  }

  async function delivered(): Promise<Placed> {
    const placed = await shipped();
    await moved(placed, 'OUT_FOR_DELIVERY');
    await moved(placed, 'DELIVERED');
    return placed;
  }

  /** What delivery tells of the order's parcel. */
  function moved({ orderId }: Placed, to: string, from?: string) {
    return shop.deliver('delivery.ShipmentStatusChanged', { orderId, from, to });
  }

  /** @returns the order's version, or the status for which it is not shipped */
  async function ship(orderId: string, shipment: string, caller = serviceCaller('delivery')) {
    const rpc = directRpc();
    rpc.serve(shop.subgraph.rpc, shop.services.logger);
    const { result } = await rpc
      .connector(caller)
      .client(OrderService)
      .shipOrder({ orderId, shipmentId: shipment });
    return result.case === 'shipped' ? result.value.orderVersion : result.value?.status;
  }

  /** Changes an order through the graph. @returns the outcome, or the error's code */
  async function mutate(
    userId: string,
    name: string,
    input: object,
    role: 'CUSTOMER' | 'STAFF' | 'ADMIN' = 'CUSTOMER',
  ) {
    const type = name[0]!.toUpperCase() + name.slice(1);
    const result = await shop.ask(
      userId,
      `mutation ($input: ${type}Input!) { outcome: ${name}(input: $input) {
         __typename
         ... on ${type}Success { order { status version cancelReason allowedActions } }
         ... on IllegalOrderTransition { from to }
         ${name === 'requestReturn' || name === 'openReturn' ? '... on ReturnNotPossible { reason }' : ''}
         ... on NotFound { id }
         ${name === 'requestReturn' ? '' : '... on VersionConflict { expectedVersion currentVersion }'}
         ${['cancelOrder', 'requestReturn', 'openReturn', 'decideReturn'].includes(name) ? '... on InvalidInput { field }' : ''} } }`,
      { input },
      role,
    );
    return (result.data?.outcome ?? result.errors?.[0]?.extensions.code) as unknown;
  }

  /** Events about the order that wait to be published. */
  async function typesOf({ orderId }: Placed) {
    return (await shop.outbox(orderId)).map(({ type }) => type);
  }
}

/** An order whose first payment was declined. */
function declinedOrder(shop: TestShop) {
  return async (
    changes: Partial<PlaceOrderInput> = {},
    { points = 0, code = 'CARD_DECLINED' } = {},
  ): Promise<Placed> => {
    const placed = await placedOrder(shop, changes, points);
    await shop.deliver('payments.PaymentFailed', { ...placed.payment, code });
    return placed;
  };
}
