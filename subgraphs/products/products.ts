import { readFileSync } from 'node:fs';
import { createChangeReader } from '@depachika/domain/changes.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { createCatalogue } from './catalogue/catalogue.ts';
import { createCategoryReader } from './catalogue/category-reader.ts';
import { fillNameKeys } from './catalogue/name-keys.ts';
import { productsConsumers } from './catalogue/on-events.ts';
import { createPriceReader } from './catalogue/price-reader.ts';
import type { ProductsConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext, type Readers } from './graphql/context.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { createProductImages, type ProductImages } from './pictures/product-image.ts';
import { productsRpc } from './rpc.ts';
import { createProductSearch } from './search/product-search.ts';
import { fillDocuments } from './search/search-document-store.ts';
import { createSearchVocabulary } from './search/search-vocabulary.ts';

export type ProductsDependencies = ServiceDependencies & { readonly config: ProductsConfig };

/** The catalogue: products, variants, categories, search, and the pictures that the edge serves. */
export function productsSubgraph(deps: ProductsDependencies): Subgraph & { readonly images: ProductImages } {
  const { database, cache, clock, pubSub, logger, identity, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'catalog' }) });
  const categories = createCategoryReader(prisma);
  const vocabulary = createSearchVocabulary({ database, clock, pubSub, logger });
  const readers: Readers = {
    catalogue: createCatalogue({ database, cache, categories, lifetimes: config }),
    search: createProductSearch({ database, cache, lifetimes: config }),
    readQuery: vocabulary.read,
    changes: createChangeReader(database, 'catalog'),
    prices: createPriceReader(database),
  };
  const outbox = createOutbox({
    schema: 'catalog',
    clock,
    pubSub,
    source: '/depachika/products',
    currentRequestId,
  });

  return {
    ...buildSubgraph({
      name: 'products',
      typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
      resolvers: createResolvers({ database, cache, outbox, clock }),
      createContext: (request) => createContext(readers, request),
      identity,
      logger,
    }),
    rpc: [productsRpc(database)],
    consumers: productsConsumers({ cache, pubSub, logger }),
    images: createProductImages(readers.catalogue),
    async start() {
      await fillNameKeys(database);
      await fillDocuments(database);
      vocabulary.start();
    },
    ready: async () => {
      await database.query('SELECT 1 FROM catalog.products LIMIT 1');
    },
    async close() {
      vocabulary.stop();
      await prisma.$disconnect();
    },
  };
}
