import { badUserInput, forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type Caller, holdsScope } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { checkDays, type Days, salesByRate } from '../sales/sales.ts';
import type { SalesRanks } from '../sales/sales-ranks.ts';
import type { SalesReader } from '../sales/sales-reader.ts';

export function createResolvers(deps: {
  readonly sales: SalesReader;
  readonly ranks: SalesRanks;
}): Resolvers<RequestContext> {
  return {
    Query: {
      dailySales(_, span, { caller }) {
        reader(caller);
        return deps.sales.daily(allowedDays(span));
      },
      topProducts(_, { first, ...span }, { caller }) {
        reader(caller);
        const wanted = first ?? 10;
        if (wanted < 1 || wanted > 100) throw badUserInput('first', allowed.range({ from: 1, to: 100 }));
        return deps.sales.topProducts({ ...allowedDays(span), first: wanted });
      },
    },
    DailySales: { byRate: salesByRate },
    Product: {
      __resolveReference: ({ id }) => ({ id }),
      salesRank: async ({ id }) => (await deps.ranks()).get(id) ?? null,
    },
  };
}

/** The router checks this too, but a domain's own port may be asked without it. */
function reader(caller: Caller): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'service' && !holdsScope(caller, 'analytics:read')) throw forbidden();
}

function allowedDays({ from, to }: Days): Days {
  const wrong = checkDays({ from, to });
  if (wrong) throw badUserInput(wrong.field, wrong.allowed);
  return { from, to };
}
