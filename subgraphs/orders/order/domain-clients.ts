import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import type { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import type { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import type { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';

/** The domains that orders asks before it promises anything. */
export interface DomainClients {
  readonly users: RpcClient<typeof UserService>;
  readonly products: RpcClient<typeof ProductService>;
  readonly inventory: RpcClient<typeof InventoryService>;
  readonly delivery: RpcClient<typeof DeliveryService>;
  readonly payments: RpcClient<typeof PaymentService>;
}
