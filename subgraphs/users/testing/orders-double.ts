import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { GetCustomerOrdersResponseSchema } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import type { OrdersOfGuest } from '../guests/guest-rules.ts';

/** Orders as users asks it, and what a test lets it know, by customer. */
export function ordersDouble() {
  const known = new Map<string, OrdersOfGuest>();
  const client = {
    async getCustomerOrders({ customerIds = [] }: { readonly customerIds?: readonly string[] }) {
      const customers = customerIds.flatMap((customerId) => {
        const orders = known.get(customerId);
        if (!orders) return [];
        return [
          { customerId, underWay: orders.underWay, lastChangedAt: timestampFromDate(orders.lastChangedAt) },
        ];
      });
      return create(GetCustomerOrdersResponseSchema, { customers });
    },
  };
  return { known, client };
}
