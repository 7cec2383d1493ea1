import type { Database } from '@depachika/database/database.ts';
import { connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { badUserInput, forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Resolvers, ResolversTypes } from '../generated/resolvers.ts';
import {
  type AdjustResult,
  adjustStock,
  type ChangeStockDependencies,
  type ReceiveResult,
  receiveStock,
} from '../stock/change-stock.ts';
import { available, levelPage } from '../stock/level-store.ts';
import type { Context } from './context.ts';

export interface ResolverDependencies extends ChangeStockDependencies {
  readonly database: Database;
  readonly prisma: PrismaClient;
}

export function inventoryResolvers(deps: ResolverDependencies): Resolvers<Context> {
  return {
    Query: {
      stockLocations(_, __, { caller }) {
        stockKeeper(caller);
        return deps.prisma.location.findMany({ orderBy: { position: 'asc' }, take: 100 });
      },
      async stockLevels(_, args, { caller }) {
        stockKeeper(caller);
        const page = connectionArguments(args, { cursor: ['number', 'string'] });
        const { locationId, maxAvailable } = args;
        if (typeof maxAvailable === 'number' && maxAvailable < 0)
          throw badUserInput('maxAvailable', '0 or more');
        const filter = { locationId: locationId ?? undefined, maxAvailable: maxAvailable ?? undefined };
        const rows = await levelPage(deps.database, { ...page, ...filter });
        return connection(rows, page, (level) => [available(level), level.id]);
      },
    },
    Mutation: {
      async receiveStock(_, { input }, { caller }) {
        const actor = stockKeeper(caller);
        return receiveOutcome(
          await receiveStock(deps, { ...input, reference: input.reference ?? '' }, actor),
        );
      },
      async adjustStock(_, { input }, { caller }) {
        const actor = stockKeeper(caller);
        const count = { ...input, backorderLimit: input.backorderLimit ?? undefined };
        return adjustOutcome(await adjustStock(deps, count, actor));
      },
    },
    ProductVariant: {
      __resolveReference: ({ id }) => ({ id }),
      async stock({ id }, _, context) {
        return { variantId: id, available: (await context.available.load(id)) ?? 0 };
      },
    },
    Stock: {
      status: ({ available }) => (available === 0 ? 'OUT_OF_STOCK' : available <= 5 ? 'LOW' : 'IN_STOCK'),
      async levels({ variantId }, _, { caller, levelsOfVariant }) {
        stockKeeper(caller);
        return (await levelsOfVariant.load(variantId)) ?? [];
      },
    },
    StockLevel: {
      __resolveReference: (reference, context) => {
        stockKeeper(context.caller);
        return levelReference(reference, context);
      },
      variant: ({ variantId }) => ({ id: variantId }),
      location: async ({ locationId }, _, { locations }) => (await locations.load(locationId))!,
      available,
      async movements({ id }, args, context) {
        const page = connectionArguments(args, { cursor: ['string'] });
        const wanted = { first: page.first, after: page.after?.[0] };
        return connection((await context.movements(wanted).load(id)) ?? [], page, (movement) => [
          movement.id,
        ]);
      },
    },
    StockLocation: {
      __resolveReference: (reference, context) => {
        stockKeeper(context.caller);
        return locationReference(reference, context);
      },
    },
  };
}

const levelReference = batchedReference(({ levels }: Context) => levels);
const locationReference = batchedReference(({ locations }: Context) => locations);

/** Stock is staff's business, also when the router was not asked. @returns who is acting */
function stockKeeper(caller: Caller): string {
  switch (caller.kind) {
    case 'anonymous':
      throw unauthenticated();
    case 'service':
      return caller.service;
    case 'user':
      if (!caller.scopes.includes('inventory:write')) throw forbidden();
      return caller.userId;
  }
}

type Problems = Exclude<ReceiveResult | AdjustResult, { readonly kind: 'done' }>;
type ProblemOf<K extends Problems['kind']> = Extract<Problems, { readonly kind: K }>;

function receiveOutcome(result: ReceiveResult): ResolversTypes['ReceiveStockResult'] {
  switch (result.kind) {
    case 'done':
      return {
        __typename: 'ReceiveStockSuccess',
        level: result.level,
      } as ResolversTypes['ReceiveStockResult'];
    case 'invalidInput':
      return invalidInput(result);
    case 'notFound':
      return notFound(result);
  }
}

function adjustOutcome(result: AdjustResult): ResolversTypes['AdjustStockResult'] {
  switch (result.kind) {
    case 'done':
      return { __typename: 'AdjustStockSuccess', level: result.level } as ResolversTypes['AdjustStockResult'];
    case 'invalidInput':
      return invalidInput(result);
    case 'notFound':
      return notFound(result);
    case 'versionConflict': {
      const { expectedVersion, currentVersion } = result;
      const message = `The level has version ${currentVersion} now`;
      return { __typename: 'VersionConflict', message, expectedVersion, currentVersion };
    }
    case 'stockPromised': {
      const message = `${result.reserved} pieces are promised to orders`;
      return { __typename: 'StockPromised', message, reserved: result.reserved };
    }
  }
}

function invalidInput({ field, allowed }: ProblemOf<'invalidInput'>) {
  return { __typename: 'InvalidInput' as const, message: `${field} must be ${allowed}`, field, allowed };
}

function notFound({ id }: ProblemOf<'notFound'>) {
  return { __typename: 'NotFound' as const, message: `There is no ${id}`, id };
}
