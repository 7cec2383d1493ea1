import { jstDate } from '@depachika/clock/jst.ts';
import { forbidden } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { rowsOf, twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import { isGuest, mayRead } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { isExpired } from '../card/card.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { Context } from './context.ts';

export const customerResolvers: Pick<Resolvers, 'User' | 'PointsAccount' | 'PaymentMethod'> = {
  User: {
    __resolveReference: ({ id }, { caller }) => (mayRead(caller, id) ? { id } : null),
    points: ({ id }, _, { caller }) => {
      // Points that orders earn wait until the guest opens an account.
      if (isGuest(caller)) throw forbidden(shared.membersOnly);
      return { id };
    },
    paymentMethods: async ({ id }, _, context) => (await context.methodsOfUser.load(id)) ?? [],
  },
  PointsAccount: {
    spendable: async ({ id }, _, context) => (await context.balances.load(id))?.spendable ?? 0,
    held: async ({ id }, _, context) => (await context.balances.load(id))?.held ?? 0,
    pending: async ({ id }, _, context) => (await context.balances.load(id))?.pending ?? 0,
    owed: async ({ id }, _, context) => (await context.pointsOwed.load(id)) ?? 0,
    entries: async ({ id }, args, context) => {
      const page = twoWayArguments(args, { cursor: ['string'] });
      const entries = (await context.entries(rowsOf(page)).load(id)) ?? [];
      return twoWayConnection(entries, page, { nodeOf: (entry) => entry, cursorOf: (entry) => [entry.id] });
    },
  },
  PaymentMethod: {
    __resolveReference: batchedReference((context: Context) => context.methods),
    expired: (card, _, { services }) => isExpired(card, jstDate(services.clock.now())),
  },
};
