import { runService } from '@depachika/service/run-service.ts';
import { productsConfig } from './config.ts';
import { productsSubgraph } from './products.ts';

await runService('products', ({ deps }) => {
  const subgraph = productsSubgraph({ ...deps, config: productsConfig() });
  return { subgraph, routes: subgraph.routes };
});
