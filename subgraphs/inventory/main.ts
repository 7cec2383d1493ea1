import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { runService } from '@depachika/service/run-service.ts';
import { inventoryConfig } from './config.ts';
import { inventorySubgraph } from './inventory.ts';

await runService('inventory', ({ deps, rpc }) => ({
  subgraph: inventorySubgraph({
    ...deps,
    config: inventoryConfig(),
    products: rpc.client(ProductService),
  }),
}));
