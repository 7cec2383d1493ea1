import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { runService } from '@depachika/service/run-service.ts';
import { deliveryConfig } from './config.ts';
import { deliverySubgraph } from './delivery.ts';

await runService('delivery', ({ deps, rpc }) => ({
  subgraph: deliverySubgraph({
    ...deps,
    config: deliveryConfig(),
    products: rpc.client(ProductService),
    inventory: rpc.client(InventoryService),
    users: rpc.client(UserService),
    orders: rpc.client(OrderService),
    payments: rpc.client(PaymentService),
  }),
}));
