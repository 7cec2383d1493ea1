import { addDays } from '@depachika/clock/jst.ts';
import type { Sql } from '@depachika/database/database.ts';
import { badUserInput, forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { type Days, dailySales, type SalesRanks, topProducts } from '../sales/sales-reader.ts';

const MAX_DAYS = 366;
/** PostgreSQL knows no year 0. */
const FIRST_DAY = '0001-01-01';

export function analyticsResolvers(deps: {
  readonly database: Sql;
  readonly ranks: SalesRanks;
}): Resolvers<RequestContext> {
  return {
    Query: {
      dailySales(_, span, { caller }) {
        reader(caller);
        return dailySales(deps.database, allowedDays(span));
      },
      topProducts(_, { first, ...span }, { caller }) {
        reader(caller);
        const wanted = first ?? 10;
        if (wanted < 1 || wanted > 100) throw badUserInput('first', 'from 1 to 100');
        return topProducts(deps.database, { ...allowedDays(span), first: wanted });
      },
    },
    Product: {
      __resolveReference: ({ id }) => ({ id }),
      salesRank: async ({ id }) => (await deps.ranks()).get(id) ?? null,
    },
  };
}

/** Also checked in the router; a port may be asked without it. */
function reader(caller: Caller): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind === 'user' && !caller.scopes.includes('analytics:read')) throw forbidden();
}

function allowedDays({ from, to }: Days): Days {
  if (from < FIRST_DAY) throw badUserInput('from', `${FIRST_DAY} or later`);
  if (to < from) throw badUserInput('to', `${from} or later`);
  if (to > addDays(from, MAX_DAYS - 1))
    throw badUserInput('to', `at most ${MAX_DAYS - 1} days after ${from}`);
  return { from, to };
}
