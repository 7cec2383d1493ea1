import type { QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import type { Context, ShopTerms } from './context.ts';

/** There is one. */
const SHOP_ID = 'shop';

export const shopQueries: Pick<QueryResolvers, 'shop'> = {
  shop: (_, __, context) => termsOf(context),
};

export const shopResolvers: Pick<Resolvers, 'Shop'> = {
  Shop: { __resolveReference: ({ id }, context) => (id === SHOP_ID ? termsOf(context) : null) },
};

function termsOf({ services: { config } }: Context): ShopTerms {
  return {
    ...config.shop,
    id: SHOP_ID,
    returnDays: config.returnWindowMs / DAY_MS,
    retryMinutes: config.retryMs / MINUTE_MS,
  };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
