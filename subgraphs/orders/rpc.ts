import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { isId } from '@depachika/ids/ids.ts';
import { type RpcContext, RpcError, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { taxesOf } from './checkout/pricing.ts';
import { shipOrder } from './lifecycle/ship-order.ts';
import type { OrdersServices } from './order/services.ts';
import { customerOrders } from './summary/customer-orders-reader.ts';
import { type OrderSummary, orderSummary, shippingPoint } from './summary/order-summary-reader.ts';

/** What orders decides for other domains. */
export function ordersRpc(services: OrdersServices): RpcRoute[] {
  return [
    rpcRoute(OrderService, {
      async shipOrder({ orderId, shipmentId }, context) {
        requireService(context);
        if (!shipmentId) throw new RpcError('INVALID_ARGUMENT', 'shipment_id is missing');
        const outcome = await shipOrder(services, { orderId, shipmentId });
        return outcome.kind === 'shipped'
          ? { result: { case: 'shipped' as const, value: { orderVersion: outcome.version } } }
          : { result: { case: 'notShippable' as const, value: { status: outcome.status } } };
      },
      async getOrderSummary({ orderId }, context) {
        requireService(context);
        const order = isId('ord', orderId) ? await orderSummary(services.database, orderId) : undefined;
        return order ? { order: summaryMessage(order) } : {};
      },
      async getCustomerOrders({ customerIds }, context) {
        requireService(context);
        if (customerIds.length > MAX_CUSTOMERS)
          throw new RpcError('INVALID_ARGUMENT', `At most ${MAX_CUSTOMERS} customers are looked at at once`);
        const known = customerIds.filter((id) => isId('usr', id));
        const customers = await customerOrders(services.database, known);
        return {
          customers: customers.map(({ lastChangedAt, ...customer }) => ({
            ...customer,
            lastChangedAt: timestampFromDate(lastChangedAt),
          })),
        };
      },
      async getShippingPoint({ orderId }, context) {
        requireService(context);
        const point = isId('ord', orderId) ? await shippingPoint(services.database, orderId) : undefined;
        return point ? { point } : {};
      },
    }),
  ];
}

const MAX_CUSTOMERS = 100;

function summaryMessage({ slot, payUntil, address, ...order }: OrderSummary) {
  return {
    ...order,
    lines: [...order.lines],
    taxes: taxesOf(order.lines, order.deliveryFeeYen),
    ...(address.postalCode === '' ? {} : { address: addressMessage(address) }),
    slotStartsAt: timestampFromDate(new Date(slot.startsAt)),
    slotEndsAt: timestampFromDate(new Date(slot.endsAt)),
    ...(payUntil ? { payUntil: timestampFromDate(payUntil) } : {}),
  };
}

/** What the page of the order shows of it: no phone, no place on the map. */
function addressMessage(address: OrderSummary['address']) {
  const { recipientName, postalCode, prefecture, municipality, street, building } = address;
  return { recipientName, postalCode, prefecture, municipality, street, building };
}

function requireService({ caller }: RpcContext): void {
  if (caller.kind !== 'service') throw new RpcError('PERMISSION_DENIED', 'Only the shop itself may do this');
}
