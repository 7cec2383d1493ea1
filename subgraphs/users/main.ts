import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { runService } from '@depachika/service/run-service.ts';
import { usersConfig } from './config.ts';
import { usersSubgraph } from './users.ts';

await runService('users', ({ deps, rpc }) => {
  const subgraph = usersSubgraph({ ...deps, config: usersConfig(), orders: rpc.client(OrderService) });
  return { subgraph, routes: (http) => subgraph.routes(http) };
});
