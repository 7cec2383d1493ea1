import { readFileSync } from 'node:fs';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { catalogue } from './catalogue/catalogue.ts';
import { categoryStore } from './catalogue/category-store.ts';
import { productsConsumers } from './catalogue/on-events.ts';
import type { ProductsConfig } from './config.ts';
import type { Editing } from './editing/editing.ts';
import { createContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { type ProductImages, productImages } from './pictures/product-image.ts';
import { productsRpc } from './rpc.ts';

export type ProductsDependencies = ServiceDependencies & { readonly config: ProductsConfig };

/** The catalogue: products, variants, categories, search, and the pictures that the edge serves. */
export function productsSubgraph(deps: ProductsDependencies): Subgraph & { readonly images: ProductImages } {
  const { database, cache, clock, pubSub, logger, identity, config } = deps;
  const categories = categoryStore(database);
  const reading = catalogue({ database, cache, categories, config });
  const outbox = createOutbox({
    schema: 'catalog',
    clock,
    pubSub,
    source: '/depachika/products',
    currentRequestId,
  });
  const editing: Editing = { database, cache, outbox, clock };

  return {
    ...buildSubgraph({
      name: 'products',
      typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
      resolvers,
      createContext: (request) => createContext(request, reading, editing),
      identity,
      logger,
    }),
    rpc: [productsRpc(database)],
    consumers: productsConsumers(cache, logger),
    images: productImages(reading),
    start: async () => undefined,
    ready: async () => {
      await database.query('SELECT 1 FROM catalog.products LIMIT 1');
    },
    close: () => categories.close(),
  };
}
