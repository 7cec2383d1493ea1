import { readFileSync } from 'node:fs';
import { dueWorkGauges } from '@depachika/background/due-work.ts';
import { createChangeReader } from '@depachika/domain/changes.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { openStorage } from '@depachika/object-storage/open-storage.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { DUE_WORK, type PictureJobs, startPictureJobs } from './background-jobs.ts';
import { createCatalogue } from './catalogue/catalogue.ts';
import { createCategoryReader } from './catalogue/category-reader.ts';
import { fillNameKeys } from './catalogue/name-keys.ts';
import { productsConsumers } from './catalogue/on-events.ts';
import { createPriceReader } from './catalogue/price-reader.ts';
import type { ProductsConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext, type Readers } from './graphql/context.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { cachedPictures } from './pictures/cached-pictures.ts';
import { createProductImages, type ProductImages } from './pictures/product-image.ts';
import { uploadReceiver } from './pictures/uploads/receive-upload.ts';
import { productsRpc } from './rpc.ts';
import { createProductSearch } from './search/product-search.ts';

export type ProductsDependencies = ServiceDependencies & { readonly config: ProductsConfig };

export interface ProductsSubgraph extends Subgraph {
  /** For the server of `/images/`. */
  readonly images: ProductImages;
  /** Takes what is PUT below `/uploads/`. */
  readonly uploads: ReturnType<typeof uploadReceiver>;
}

/** The catalogue: products, variants, categories, search, and the pictures that the edge serves. */
export function productsSubgraph(deps: ProductsDependencies): ProductsSubgraph {
  const { database, cache, clock, pubSub, logger, identity, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'catalog' }) });
  const categories = createCategoryReader(prisma);
  const storage = openStorage(config.pictures);
  const readers: Readers = {
    catalogue: createCatalogue({ database, cache, categories, lifetimes: config }),
    search: createProductSearch({ database, cache, lifetimes: config }),
    changes: createChangeReader(database, 'catalog'),
    prices: createPriceReader(database),
    pictures: cachedPictures({ database, cache, lifetimes: config }),
  };
  const outbox = createOutbox({
    schema: 'catalog',
    clock,
    pubSub,
    source: '/depachika/products',
    currentRequestId,
  });
  let jobs: PictureJobs | undefined;
  const wake = () => jobs?.wake();

  return {
    ...buildSubgraph({
      name: 'products',
      typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
      resolvers: createResolvers({ database, cache, outbox, clock, storage, wake }),
      createContext: (request) => createContext(readers, request),
      identity,
      logger,
    }),
    rpc: [productsRpc(database)],
    consumers: productsConsumers(cache, logger),
    gauges: dueWorkGauges({ database, clock, work: DUE_WORK }),
    images: createProductImages(readers.catalogue, storage),
    uploads: uploadReceiver({ database, storage, clock }),
    async start() {
      await fillNameKeys(database);
      if (config.production && config.pictures.kind === 'disk')
        logger.warn({ folder: config.pictures.folder }, ONE_FOLDER);
      jobs ??= startPictureJobs({ ...deps, storage }, config);
    },
    ready: async () => {
      await database.query('SELECT 1 FROM catalog.products LIMIT 1');
    },
    async close() {
      await jobs?.stop();
      storage.close();
      await prisma.$disconnect();
    },
  };
}

const ONE_FOLDER =
  'Pictures are kept in a folder of this machine: every process of products needs the same one (PICTURES_FOLDER), or a bucket (PICTURES_S3_BUCKET)';
