import { readFileSync } from 'node:fs';
import { dueWorkGauges } from '@depachika/background/due-work.ts';
import type { PollingLoop } from '@depachika/background/polling-loop.ts';
import { createChangeReader } from '@depachika/domain/changes.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { openStorage } from '@depachika/object-storage/open-storage.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { availabilityConsumer } from './availability/on-events.ts';
import { DUE_WORK, startBackgroundJobs } from './background-jobs.ts';
import { createBrandReader } from './brands/brand-reader.ts';
import { createCatalogue } from './catalogue/catalogue.ts';
import { createCategoryReader } from './catalogue/category-reader.ts';
import { fillNameKeys } from './catalogue/name-keys.ts';
import { productsConsumers } from './catalogue/on-events.ts';
import { createPriceReader } from './catalogue/price-reader.ts';
import { createCollectionReader } from './collections/collection-reader.ts';
import type { ProductsConfig } from './config.ts';
import { createDeliverabilityReader, type DeliverySource } from './deliverable/deliverability.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext, type Readers } from './graphql/context.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { findSchedules } from './lifecycle/schedule-store.ts';
import { fillFacetTokens } from './listing/fill-facet-tokens.ts';
import { PICTURES_DUE, type PictureJobs, startPictureJobs } from './pictures/background-jobs.ts';
import { cachedPictures } from './pictures/cached-pictures.ts';
import { pictureRoutes } from './pictures/picture-routes.ts';
import { createProductImages, type ProductImages } from './pictures/product-image.ts';
import { type FileKeeper, fileKeeper } from './pictures/uploads/keep-file.ts';
import { uploadReceiver, uploadTurns } from './pictures/uploads/receive-upload.ts';
import { popularityConsumer } from './popularity/on-events.ts';
import { boughtTogetherConsumer } from './related/on-events.ts';
import { findChosen } from './related/related-store.ts';
import { productsRpc } from './rpc.ts';
import { createSearching, type Searching } from './search/searching.ts';
import { createSlugReader } from './slugs/slug-reader.ts';

export type ProductsDependencies = ServiceDependencies & {
  readonly config: ProductsConfig;
  readonly delivery: DeliverySource;
};

export interface ProductsSubgraph extends Subgraph {
  /** For the server of `/images/`. */
  readonly images: ProductImages;
  /** Takes what is PUT below `/uploads/`. */
  readonly uploads: ReturnType<typeof uploadReceiver>;
  /** Keeps the files of operations. */
  readonly files: FileKeeper;
  /** All three, for `serveSubgraphHttp({ routes })`. */
  readonly routes: ReturnType<typeof pictureRoutes>;
}

/** The catalogue: products, variants, categories, search, and the pictures that the edge serves. */
export function productsSubgraph(deps: ProductsDependencies): ProductsSubgraph {
  const { database, cache, clock, pubSub, logger, identity, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'catalog' }) });
  const searching = createSearching({ ...deps, lifetimes: config });
  const storage = openStorage(config.pictures);
  const readers = createReaders({ ...deps, prisma, searching });
  const outbox = createOutbox({
    schema: 'catalog',
    clock,
    pubSub,
    source: '/depachika/products',
    currentRequestId,
  });
  const images = createProductImages(readers.catalogue, storage);
  const turns = uploadTurns();
  const uploads = uploadReceiver({ database, storage, clock }, turns);
  const files = fileKeeper({ database, storage, clock, identity, turns });
  let pictureJobs: PictureJobs | undefined;
  const wake = () => pictureJobs?.wake();
  const editing = { database, cache, outbox, clock, vocabulary: searching.vocabulary };
  let jobs: PollingLoop | undefined;

  return {
    ...buildSubgraph({
      name: 'products',
      typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
      resolvers: createResolvers({ ...editing, storage, wake }),
      createContext: (request) => createContext(readers, request),
      identity,
      logger,
    }),
    rpc: [productsRpc({ database, clock })],
    consumers: [
      ...productsConsumers({ cache, pubSub, logger }),
      availabilityConsumer(cache, logger),
      popularityConsumer(clock),
      boughtTogetherConsumer(clock),
    ],
    gauges: dueWorkGauges({ database, clock, work: [...DUE_WORK, PICTURES_DUE] }),
    images,
    uploads,
    files,
    routes: pictureRoutes({ images, uploads, files }),
    async start() {
      await fillShelves(deps);
      await searching.start();
      if (config.production && config.pictures.kind === 'disk')
        logger.warn({ folder: config.pictures.folder }, ONE_FOLDER);
      jobs ??= startBackgroundJobs({ ...editing, logger }, config);
      pictureJobs ??= startPictureJobs({ ...deps, storage });
    },
    ready: async () => {
      await database.query('SELECT 1 FROM catalog.products LIMIT 1');
    },
    async close() {
      await Promise.all([searching.stop(), jobs?.stop(), pictureJobs?.stop()]);
      storage.close();
      await prisma.$disconnect();
    },
  };
}

function createReaders(
  deps: ProductsDependencies & { readonly prisma: PrismaClient; readonly searching: Searching },
): Readers {
  const { database, cache, clock, config, prisma, searching } = deps;
  const categories = createCategoryReader(prisma);
  const slugs = createSlugReader(database);
  const brands = createBrandReader(database);
  return {
    catalogue: createCatalogue({ database, cache, categories, slugs, brands, lifetimes: config }),
    searching: searching.readers,
    changes: createChangeReader(database, 'catalog'),
    prices: createPriceReader(database),
    pictures: cachedPictures({ database, cache, lifetimes: config }),
    slugs,
    brands,
    categories,
    clock,
    collections: createCollectionReader(database),
    schedules: (ids) => findSchedules(database, ids),
    chosen: (ids) => findChosen(database, ids),
    deliverable: createDeliverabilityReader(deps.delivery),
  };
}

const ONE_FOLDER =
  'Pictures are kept in a folder of this machine: every process of products needs the same one (PICTURES_FOLDER), or a bucket (PICTURES_S3_BUCKET)';

/** What SQL could not compute for the shelves of an older shop. */
async function fillShelves({ database, clock }: ProductsDependencies): Promise<void> {
  await fillNameKeys(database);
  await fillFacetTokens({ database, clock });
}
