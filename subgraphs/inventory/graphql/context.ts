import type { Database } from '@depachika/database/database.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader, byKey, groupedBy } from '@depachika/graphql/loaders.ts';
import type { Location, PrismaClient } from '../generated/prisma/client.ts';
import { availability, type Level, levelsOfVariants } from '../stock/level-store.ts';
import { type Movement, movementsOf } from '../stock/movement-store.ts';

/** A variant as inventory knows it. */
export interface VariantKey {
  readonly id: string;
}

/** Stock of a variant over all locations. */
export interface VariantStock {
  readonly variantId: string;
  readonly available: number;
}

/** One request's lookups, each one statement for all that ask in the same moment. */
export interface Context extends RequestContext {
  readonly available: BatchLoader<string, number>;
  readonly levels: BatchLoader<string, Level>;
  readonly levelsOfVariant: BatchLoader<string, Level[]>;
  readonly locations: BatchLoader<string, Location>;
  /** By level; one loader per page that is asked for. */
  movements(page: MovementPage): BatchLoader<string, Movement[]>;
}

export interface MovementPage {
  readonly first: number;
  readonly after: string | undefined;
}

export function inventoryContext(
  { database, prisma }: { readonly database: Database; readonly prisma: PrismaClient },
  request: RequestContext,
): Context {
  const pages = new Map<string, BatchLoader<string, Movement[]>>();
  return {
    ...request,
    available: batchLoader((variantIds) => availability(database, variantIds), { maxBatch: 2000 }),
    levels: batchLoader(async (ids) =>
      byKey(await prisma.level.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
    ),
    levelsOfVariant: batchLoader(async (variantIds) =>
      groupedBy(await levelsOfVariants(database, variantIds), ({ variantId }) => variantId),
    ),
    locations: batchLoader(async (ids) =>
      byKey(await prisma.location.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
    ),
    movements(page) {
      const name = `${page.first} ${page.after ?? ''}`;
      const loader = pages.get(name) ?? movementLoader(database, page);
      pages.set(name, loader);
      return loader;
    },
  };
}

function movementLoader(database: Database, page: MovementPage): BatchLoader<string, Movement[]> {
  return batchLoader(async (levelIds) =>
    groupedBy(await movementsOf(database, levelIds, page), ({ levelId }) => levelId),
  );
}
