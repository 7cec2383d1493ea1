import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { runService } from '@depachika/service/run-service.ts';
import { ordersConfig } from './config.ts';
import { ordersSubgraph } from './orders.ts';

await runService('orders', ({ deps, rpc }) => ({
  subgraph: ordersSubgraph({
    ...deps,
    config: ordersConfig(),
    products: rpc.client(ProductService),
    users: rpc.client(UserService),
    inventory: rpc.client(InventoryService),
    delivery: rpc.client(DeliveryService),
    payments: rpc.client(PaymentService),
  }),
}));
