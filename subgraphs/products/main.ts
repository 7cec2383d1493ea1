import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { runService } from '@depachika/service/run-service.ts';
import { productsConfig } from './config.ts';
import { productsSubgraph } from './products.ts';

await runService('products', ({ deps, rpc }) => {
  const subgraph = productsSubgraph({
    ...deps,
    config: productsConfig(),
    delivery: rpc.client(DeliveryService),
  });
  return { subgraph, routes: subgraph.routes };
});
