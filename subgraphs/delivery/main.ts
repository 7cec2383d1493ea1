import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { runService } from '@depachika/service/run-service.ts';
import { deliveryConfig } from './config.ts';
import { deliverySubgraph } from './delivery.ts';

await runService('delivery', ({ deps, rpc }) => ({
  subgraph: deliverySubgraph({
    ...deps,
    config: deliveryConfig(),
    orders: rpc.client(OrderService),
    payments: rpc.client(PaymentService),
  }),
}));
